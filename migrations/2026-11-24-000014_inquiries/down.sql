DROP TABLE invitations;
DROP TABLE inquiries;
DROP SEQUENCE inquiry_numbers;
