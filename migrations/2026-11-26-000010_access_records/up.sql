-- What a visit leaves behind (P01): kind of browser, operating system and address, with the method, the route's pattern and
-- the status. No login, no filled-in path, no query. The address is cut to its network after the days that the settings say.
CREATE TABLE access_records (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    method text NOT NULL CHECK (char_length(method) BETWEEN 1 AND 20),
    route text CHECK (char_length(route) BETWEEN 1 AND 200),
    status smallint NOT NULL CHECK (status BETWEEN 100 AND 599),
    browser text CHECK (char_length(browser) BETWEEN 1 AND 40),
    system text CHECK (char_length(system) BETWEEN 1 AND 40),
    ip inet,
    cut boolean NOT NULL DEFAULT false,
    CONSTRAINT what_is_cut_names_a_network CHECK (NOT cut OR ip IS NULL OR masklen(ip) <= CASE family(ip) WHEN 4 THEN 24 ELSE 48 END)
);
CREATE INDEX access_records_whole ON access_records (at) WHERE NOT cut;
CREATE INDEX access_records_at ON access_records USING brin (at);
