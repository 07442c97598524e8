-- The timetable, and the latest weather at the origin that was observed by two hours before departure.
--
-- Relations: entities (flights of the span, with as_of), weather (the span and one window before it). Out: one row per
-- flight, flight_id and FLOAT columns without nulls. An observation older than six hours counts as none, so that the
-- answer is the same however much of the past is at hand. -99 stands for a value that was not observed: below every
-- real one. Units: °F, %, miles per hour, inches, millibars, miles, hours.
WITH local AS (
  SELECT *, scheduled_at AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York' AS local_at FROM entities
),
observed AS (
  SELECT local.flight_id, weather.*
  FROM local ASOF JOIN weather ON local.origin = weather.origin AND local.as_of >= weather.observed_at
  WHERE weather.observed_at >= local.as_of - INTERVAL 6 HOURS
)
SELECT
  local.flight_id,
  coalesce(list_position(
    ['9E', 'AA', 'AS', 'B6', 'DL', 'EV', 'F9', 'FL', 'HA', 'MQ', 'OO', 'UA', 'US', 'VX', 'WN', 'YV'], carrier
  ), 0)::FLOAT AS carrier_code,
  coalesce(list_position(['EWR', 'JFK', 'LGA'], local.origin), 0)::FLOAT AS origin_code,
  ((ascii(dest[1]) - 65) * 676 + (ascii(dest[2]) - 65) * 26 + ascii(dest[3]) - 65)::FLOAT AS dest_code,
  distance::FLOAT AS distance_miles,
  (hour(local_at) * 60 + minute(local_at))::FLOAT AS minute_of_day,
  isodow(local_at)::FLOAT AS day_of_week,
  coalesce(temp, -99)::FLOAT AS temperature,
  coalesce(dewp, -99)::FLOAT AS dew_point,
  coalesce(humid, -99)::FLOAT AS humidity,
  coalesce(wind_dir, -99)::FLOAT AS wind_direction,
  coalesce(wind_speed, -99)::FLOAT AS wind_speed,
  coalesce(wind_gust, -99)::FLOAT AS wind_gust,
  coalesce(precip, -99)::FLOAT AS precipitation,
  coalesce(pressure, -99)::FLOAT AS pressure,
  coalesce(visib, -99)::FLOAT AS visibility
FROM local LEFT JOIN observed USING (flight_id)
