DROP INDEX case_tasks_of_assignee;
DROP INDEX case_tasks_by_day;
DROP INDEX inquiry_messages_answers;
DROP INDEX signatures_countersigned;
DROP INDEX review_cases_decided;
DROP TABLE weekly_figures;
