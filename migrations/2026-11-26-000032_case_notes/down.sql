DROP TABLE case_tasks;
DROP TABLE case_notes;
