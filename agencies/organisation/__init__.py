"""Who acts: agencies, their sections, their officers and the roles that these hold."""
