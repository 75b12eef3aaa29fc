// Package config holds every setting of Klear in one struct: flag, environment variable, default and help text side
// by side, read by kong. Nothing needs to be set on a fresh machine; in production each outside service is one
// variable.
//
// Rules:
//   - A flag wins over its variable, and the variable over the default.
//   - Every secret NAME can be given as NAME_FILE instead: a path whose content, without the last line break, is the
//     secret. Giving both is a fault.
//   - Validate reports every fault at once, one line each, and names the flag and the variable to change.
//   - A variable that starts with KLEAR_ and is not known here is a fault too: a typing error must not silently leave
//     a default in place.
//   - Production (--env production) refuses defaults that are only safe on a developer's machine and says which.
package config
