WHO = ()
MATRIX = {}
