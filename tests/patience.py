"""How long tests wait for what must come. Only what hangs takes so long, however busy the machine is."""

PATIENCE = 120.0
