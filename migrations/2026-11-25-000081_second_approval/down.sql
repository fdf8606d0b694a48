DROP TRIGGER accounts_second_person ON accounts;
DROP FUNCTION refuse_same_approver();
