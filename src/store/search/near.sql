-- For each word that was typed, by its place: itself where some record of these kinds has it, and the known words that come near it.
-- $1 the words, $2 the kinds.
SELECT w.place, n.word
FROM unnest($1::text[]) WITH ORDINALITY AS w (typed, place),
     LATERAL (SELECT DISTINCT s.word FROM search_near s WHERE s.near = ANY (search_near_keys(w.typed)) LIMIT 200) AS n
UNION
SELECT w.place, w.typed
FROM unnest($1::text[]) WITH ORDINALITY AS w (typed, place)
WHERE EXISTS (SELECT FROM unnest($2::text[]) AS of_kind,
                     LATERAL (SELECT FROM search_tails s
                              WHERE s.kind = of_kind AND s.tail >= w.typed AND s.tail < w.typed || chr(1114111) LIMIT 1) AS one)
