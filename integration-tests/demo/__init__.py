"""The main job on real data: five tables to Redshift, one query that runs there, its result in a new table."""
