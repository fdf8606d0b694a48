-- The records of some kinds that have a text among what they are found by, from one of its words on: exact ones first.
-- $1 the kinds, $2 the texts in the order of their worth, $3 how many records of each kind. U+10FFFF goes after every letter.
SELECT of_kind AS kind, found.record_id AS id
FROM unnest($1::text[]) AS of_kind,
     LATERAL (SELECT t.record_id, min(p.place) AS place, min(t.tail) AS tail
              FROM unnest($2::text[]) WITH ORDINALITY AS p (phrase, place),
                   LATERAL (SELECT s.record_id, s.tail FROM search_tails s
                            WHERE s.kind = of_kind AND s.tail >= p.phrase AND s.tail < p.phrase || chr(1114111)
                            ORDER BY s.tail, s.record_id LIMIT 4 * $3::bigint) AS t
              GROUP BY t.record_id ORDER BY min(p.place), min(t.tail), t.record_id LIMIT $3::bigint) AS found
