// Package crypto keeps sensitive words unreadable to everybody who holds the database but not the key file.
//
// Envelope: a Master key (a Tink keyset in a file, or later a KMS) wraps one DataKey per person; the wrapped key is
// stored beside the person, and the person's fields are sealed with it. Erasing a person means deleting the wrapped
// key: every copy of the fields, backups included, is then noise.
//
// Place: a sealed field is bound to its table, row and column (associated data), and a wrapped key to its person.
// Moved elsewhere, neither opens.
//
// Rotation: Rotate adds a new primary master key; Rewrap renews wrapped keys one by one, and KeyID tells which still
// need it; Retire drops the old master key when none does. The fields themselves are not touched.
//
// Algorithms: AES-256-GCM with random nonces for wrapping and fields (a person's key stays far below the 2^32 fields
// at which nonces may repeat), HKDF-SHA-256 for sub-keys, HMAC-SHA-256 for links, SHA-256 for tokens of 256 random
// bits (low-entropy secrets belong in package password).
package crypto
