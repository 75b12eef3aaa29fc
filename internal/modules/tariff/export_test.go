package tariff

// Split is the pure part of a quote, for tests that ask a million times.
var Split = split
