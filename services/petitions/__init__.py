"""petitions (诉求): what the public asks and complains about, who must answer, and by when."""
