-- Districts and grades from the dictionaries, centers, population and targets from the registry.

INSERT INTO district (district_code, name_en, name_th, name_my, in_area, sort)
SELECT code, name_en, name_th, name_my, CAST(in_area AS INTEGER), CAST(sort AS INTEGER)
FROM temp.place_list WHERE level = 'district'
ORDER BY CAST(sort AS INTEGER), code;

-- The old Myanmar system's rows name the same grades.
INSERT OR IGNORE INTO grade (grade_code, system, name_en, name_th, name_my, isced, thai_equivalent,
                             official_age, sort)
SELECT grade_code, system, name_en, name_th, name_my, isced, thai_equivalent,
       CAST(official_age AS INTEGER), CAST(sort AS INTEGER)
FROM temp.grade_list WHERE system <> 'my_old'
ORDER BY CAST(sort AS INTEGER), grade_code;

INSERT OR IGNORE INTO center (center_code, name_en, name_th, name_my, district_code, subdistrict,
                              support_org, curricula, calendar, opened, closed, contact, language,
                              encoding, boarding)
SELECT center_code, name_en, name_th, name_my, district_code, subdistrict, support_org, curricula,
       coalesce(calendar, 'mlc'), opened, closed, contact, coalesce(language, 'en'), encoding, boarding
FROM stg_center
ORDER BY center_code, stg_center_id;

-- A center that sends and is not in the registry: its district is what most of its children say.
INSERT INTO center (center_code, name_en, district_code, calendar)
SELECT s.center_code, s.center_code,
       (SELECT r.district_code FROM stg_register r
        WHERE r.center_code = s.center_code AND r.district_code IS NOT NULL
        GROUP BY r.district_code ORDER BY count(*) DESC, r.district_code LIMIT 1),
       'mlc'
FROM (SELECT DISTINCT center_code FROM submission
      WHERE status = 'current' AND center_code IS NOT NULL
      EXCEPT SELECT center_code FROM center) s
ORDER BY s.center_code;

INSERT INTO population (district_code, age_from, age_to, year, low, central, high, source)
SELECT district_code, age_from, age_to, year, low, central, high, source
FROM stg_population ORDER BY district_code, year, age_from, stg_population_id;

INSERT INTO target (indicator, area_code, year, baseline, baseline_date, baseline_source, target)
SELECT indicator, area_code, year, baseline, baseline_date, baseline_source, target
FROM stg_target ORDER BY indicator, area_code, year, stg_target_id;
