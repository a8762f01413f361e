"""Online applications (网上申请): begun without a sign-in, gone on with by one-time links, taken in as a case."""
