#pragma once
// Keys and sealing. A master-key file outside the data folder wraps the data keys
// that stand in the database; losing it loses every sealed field and file, and a
// backup without it cannot be read. All calls are thread-safe after construction.
//
// Sealing is XChaCha20-Poly1305 (libsodium); blind indexes are keyed BLAKE2b over
// the normalised value, so that equal values can be found without being readable.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "db/database.h"

namespace keys {

inline constexpr std::size_t key_bytes = 32;

// Reads the master key (key_bytes bytes) from `path`, 64 hex digits that only the owner
// may read, or makes the file (mode 0600) and its folder when it is missing and
// `may_create`. Throws std::runtime_error with a sentence.
std::string load_master_key(const std::string& path, bool may_create);

class KeyRing {
 public:
  // Loads the wrapped data keys, or makes the first one on a new database. Throws
  // std::runtime_error with a sentence when the master key does not open them.
  KeyRing(db::Database& database, const std::string& master_key);
  ~KeyRing();

  // Seals a field with the newest data key, as text "1.KEY.BASE64URL"; `context` (table
  // and column, and row id where known) must be given again to open it. Empty text seals too.
  std::string seal(std::string_view plain, std::string_view context) const;
  // Opens what seal() made; empty when it was altered or the context differs.
  std::optional<std::string> open(std::string_view sealed, std::string_view context) const;

  // A 16-byte blind index of `value` for `purpose`, as 32 hex digits.
  std::string blind_index(std::string_view value, std::string_view purpose) const;

  // A 32-byte key for `purpose` from the oldest data key (files, sessions …).
  std::string derive(std::string_view purpose) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// `count` bytes from the system's generator.
std::string random_bytes(std::size_t count);
// 128 random bits, URL-safe base64 without padding (22 characters): links for outsiders, tokens.
std::string random_token();
std::string hex(std::string_view bytes);
std::optional<std::string> unhex(std::string_view text);
// Digest without key, 32 bytes (BLAKE2b-256): for tokens that are random already.
std::string digest(std::string_view bytes);
// Keyed BLAKE2b of `bytes`, `size` bytes long (16 to 64).
std::string keyed_digest(std::string_view bytes, std::string_view key, std::size_t size);
// Compares in constant time.
bool equal(std::string_view a, std::string_view b);

}  // namespace keys
