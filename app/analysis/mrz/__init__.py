"""Reading machine-readable zones (ICAO Doc 9303): pure text in, `MrzReading` parts out."""
