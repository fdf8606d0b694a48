-- The records of some kinds that have each of the words, in whatever order: among the first thousand of the rarest word, so
-- that two common words cost no more than two rare ones. $1 the kinds, $2 the words, $3 how many records of each kind.
SELECT of_kind AS kind, found.record_id AS id
FROM unnest($1::text[]) AS of_kind,
     LATERAL (SELECT word FROM unnest($2::text[]) AS word
              ORDER BY (SELECT count(*) FROM (SELECT FROM search_tails s
                                              WHERE s.kind = of_kind AND s.tail >= word AND s.tail < word || chr(1114111) LIMIT 1000) AS few),
                       char_length(word) DESC
              LIMIT 1) AS rarest,
     LATERAL (SELECT DISTINCT t.record_id
              FROM (SELECT s.record_id FROM search_tails s
                    WHERE s.kind = of_kind AND s.tail >= rarest.word AND s.tail < rarest.word || chr(1114111)
                    ORDER BY s.tail, s.record_id LIMIT 1000) AS t
              WHERE NOT EXISTS (
                  SELECT FROM unnest($2::text[]) AS other
                  WHERE NOT EXISTS (SELECT FROM search_tails o
                                    WHERE o.record_id = t.record_id AND o.kind = of_kind AND o.tail >= other AND o.tail < other || chr(1114111)))
              LIMIT $3::bigint) AS found
