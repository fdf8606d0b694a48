DROP TABLE network_commercials;
DROP TABLE publisher_commercials;
