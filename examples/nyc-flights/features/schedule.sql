-- What the timetable alone says about a flight, as of two hours before departure.
--
-- Relations: entities (flights of the span, with as_of). Out: one row per flight, flight_id and FLOAT columns
-- without nulls. Codes are fixed here, not learned: a carrier's place in this list (0: not in it), an airport's three
-- letters as a number to base 26. Hours are New York's, because people's days are.
WITH local AS (
  SELECT *, scheduled_at AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York' AS local_at FROM entities
)
SELECT
  flight_id,
  coalesce(list_position(
    ['9E', 'AA', 'AS', 'B6', 'DL', 'EV', 'F9', 'FL', 'HA', 'MQ', 'OO', 'UA', 'US', 'VX', 'WN', 'YV'], carrier
  ), 0)::FLOAT AS carrier_code,
  coalesce(list_position(['EWR', 'JFK', 'LGA'], origin), 0)::FLOAT AS origin_code,
  ((ascii(dest[1]) - 65) * 676 + (ascii(dest[2]) - 65) * 26 + ascii(dest[3]) - 65)::FLOAT AS dest_code,
  distance::FLOAT AS distance_miles,
  (hour(local_at) * 60 + minute(local_at))::FLOAT AS minute_of_day,
  isodow(local_at)::FLOAT AS day_of_week
FROM local
