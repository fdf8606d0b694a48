DROP TABLE announcement_reads;
DROP TABLE announcements;
DROP FUNCTION refuse_other_words();
