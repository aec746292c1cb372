"""USPS codes of the places in which a US residential mortgage is made: the states, D.C. and the territories."""

STATES = frozenset(
    """AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR
    PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP""".split()
)
