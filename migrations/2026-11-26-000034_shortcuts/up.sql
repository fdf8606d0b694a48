-- Whether a reviewer does without single keys (WCAG 2.1.4 asks for the switch).
ALTER TABLE users ADD COLUMN shortcuts_off boolean NOT NULL DEFAULT false;
