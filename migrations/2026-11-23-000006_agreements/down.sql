DROP TABLE agreements;
DROP FUNCTION refuse_agreement_text_change();
