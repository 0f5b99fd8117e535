"""What a release is made of: its parts and licences, known weaknesses, a wheel that builds to the same bytes twice."""
