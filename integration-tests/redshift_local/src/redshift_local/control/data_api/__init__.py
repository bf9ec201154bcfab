"""The Redshift Data API: statements run on the warehouse's own gateway, in sessions of this process."""
