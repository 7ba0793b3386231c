import { migration } from '../../migration';

/** Beside the unit that serves a district stands the laboratory that analyses its samples: a unit of the kind `laboratory`. */
export const laboratories = migration(34, 'laboratories', async (db) => {
  await db.sql(
    `ALTER TABLE screening.catchments ADD COLUMN role text NOT NULL DEFAULT 'unit' CHECK (role IN ('unit', 'laboratory'))`,
  );
  await db.sql(
    `UPDATE screening.catchments SET role = 'laboratory' WHERE unit IN (SELECT id FROM screening.units WHERE kind = 'laboratory')`,
  );
  await db.sql('ALTER TABLE screening.catchments DROP CONSTRAINT catchments_pkey');
  await db.sql('ALTER TABLE screening.catchments ADD PRIMARY KEY (programme, district, role, from_date)');
});
