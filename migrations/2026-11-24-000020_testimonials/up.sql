-- What people of an account say of the operator, for anyone to read (P13). What is shown is stored as the person agreed to
-- it in the preview; once it is withdrawn the row stays as history, without the words and the name.
CREATE TABLE testimonials (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    author_id uuid NOT NULL REFERENCES users (id),
    words text CHECK (char_length(words) BETWEEN 20 AND 600),
    language text CHECK (language ~ '^[a-z]{2}$'),
    full_name text CHECK (char_length(full_name) BETWEEN 1 AND 120),
    job_title text CHECK (char_length(job_title) BETWEEN 1 AND 120),
    company_name text CHECK (char_length(company_name) BETWEEN 1 AND 200),
    consent_wording text NOT NULL,
    consented_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('offered', 'published', 'refused', 'withdrawn')),
    state_at timestamptz NOT NULL,
    state_by uuid NOT NULL REFERENCES users (id),
    reason_code text,
    reason_words text CHECK (char_length(reason_words) BETWEEN 1 AND 4000),
    erased_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    CONSTRAINT shown_whole_or_not_at_all
        CHECK (num_nonnulls(words, language, full_name, job_title, company_name) IN (0, 5)),
    CONSTRAINT erased_means_without_words CHECK ((erased_at IS NULL) = (words IS NOT NULL)),
    CONSTRAINT only_what_is_over_is_erased CHECK (erased_at IS NULL OR state IN ('refused', 'withdrawn')),
    CONSTRAINT withdrawn_is_erased CHECK (state <> 'withdrawn' OR erased_at IS NOT NULL),
    CONSTRAINT refusals_have_reasons CHECK ((state = 'refused') = (reason_code IS NOT NULL)),
    -- The words of a refusal may quote those refused, so they go with them.
    CONSTRAINT reason_words_stand_while_the_words_do
        CHECK ((reason_words IS NOT NULL) = (state = 'refused' AND erased_at IS NULL))
);
CREATE UNIQUE INDEX testimonials_one_live ON testimonials (author_id, account_id) WHERE state IN ('offered', 'published');
CREATE INDEX testimonials_of_author ON testimonials (author_id, consented_at DESC, id DESC);
CREATE INDEX testimonials_public ON testimonials (state_at DESC, id DESC) WHERE state = 'published';
CREATE INDEX testimonials_newest ON testimonials (consented_at DESC, id DESC);
CREATE INDEX testimonials_by_state ON testimonials (state, consented_at DESC, id DESC);
