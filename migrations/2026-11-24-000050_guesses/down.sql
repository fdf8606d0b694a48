DROP TABLE devices;
DROP TABLE guesses;
