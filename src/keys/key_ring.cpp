#include <fmt/format.h>
#include <sodium.h>

#include <map>
#include <stdexcept>

#include "base/id.h"
#include "base/text.h"
#include "base/time.h"
#include "keys/aead.h"
#include "keys/keys.h"
#include "keys/sodium_ready.h"

namespace keys {
namespace {

constexpr std::string_view seal_purpose = "keys.seal";

// A data key and what seals with it; wiped when it goes.
struct DataKey {
  explicit DataKey(std::string the_key) : key(std::move(the_key)), seal_key(derived(seal_purpose)) {}
  ~DataKey() {
    sodium_memzero(key.data(), key.size());
    sodium_memzero(seal_key.data(), seal_key.size());
  }
  DataKey(const DataKey&) = delete;
  DataKey& operator=(const DataKey&) = delete;

  // A purpose has a key of its own, so that nothing learnt from one tells of another.
  std::string derived(std::string_view purpose) const {
    return keyed_digest(fmt::format("yingda.derive.1:{}", purpose), key, key_bytes);
  }

  std::string key, seal_key;
};

// A row of data_key cannot be passed off as another.
std::string wrap_context(std::int64_t id) {
  return fmt::format("yingda.data_key.1:{}", id);
}
std::string seal_context(std::int64_t key_id, std::string_view context) {
  return fmt::format("yingda.field.1:{}:{}", key_id, context);
}

struct SealedText {
  std::int64_t key_id;
  std::string bytes;
};

std::optional<SealedText> parse_sealed(std::string_view text) {
  auto parts = base::split(text, '.');
  if (parts.size() != 3 || parts[0] != "1") return std::nullopt;
  auto key_id = base::parse_id(parts[1]);
  auto bytes = from_base64url(parts[2]);
  if (!key_id || !bytes) return std::nullopt;
  return SealedText{*key_id, std::move(*bytes)};
}

}  // namespace

// Immutable after construction, so that any thread may use it.
struct KeyRing::State {
  std::map<std::int64_t, DataKey> data_keys;

  const DataKey& oldest() const { return data_keys.begin()->second; }
};

namespace {

std::string unwrap(std::int64_t id, const std::string& wrapped, const std::string& master_key) {
  auto key = open_bytes(wrapped, wrap_context(id), master_key);
  if (!key || key->size() != key_bytes)
    throw std::runtime_error(
        "The master key does not open the data keys of this database. Put back the master key file that belongs to "
        "it.");
  return std::move(*key);
}

constexpr std::string_view all_keys = "SELECT id, wrapped FROM data_key ORDER BY id";

// Two nodes may start on a new database at once: the lock lets one make the key.
db::Rows ensure_first_key(db::Transaction& tx, const std::string& master_key) {
  tx.lock("data_key");
  db::Rows rows = tx.query(all_keys);
  if (!rows.empty()) return rows;
  tx.execute("INSERT INTO data_key (id, wrapped, created_at) VALUES (?1, ?2, ?3)", 1,
             db::Blob{seal_bytes(random_bytes(key_bytes), wrap_context(1), master_key)}, base::SystemClock().now());
  return tx.query(all_keys);
}

}  // namespace

KeyRing::KeyRing(db::Database& database, const std::string& master_key) : state_(std::make_unique<State>()) {
  sodium_ready();
  if (master_key.size() != key_bytes) throw std::runtime_error("The master key is not 32 bytes long.");
  db::Rows rows = database.read([](db::Transaction& tx) { return tx.query(all_keys); });
  if (rows.empty()) rows = database.write([&](db::Transaction& tx) { return ensure_first_key(tx, master_key); });
  for (db::Row row : rows)
    state_->data_keys.try_emplace(row.integer(0), unwrap(row.integer(0), row.bytes(1), master_key));
}

KeyRing::~KeyRing() = default;

std::string KeyRing::seal(std::string_view plain, std::string_view context) const {
  const auto& [id, key] = *state_->data_keys.rbegin();
  return fmt::format("1.{}.{}", id, to_base64url(seal_bytes(plain, seal_context(id, context), key.seal_key)));
}

std::optional<std::string> KeyRing::open(std::string_view sealed, std::string_view context) const {
  auto parsed = parse_sealed(sealed);
  if (!parsed) return std::nullopt;
  auto key = state_->data_keys.find(parsed->key_id);
  if (key == state_->data_keys.end()) return std::nullopt;
  return open_bytes(parsed->bytes, seal_context(parsed->key_id, context), key->second.seal_key);
}

std::string KeyRing::blind_index(std::string_view value, std::string_view purpose) const {
  return hex(keyed_digest(value, derive(fmt::format("keys.blind_index:{}", purpose)), 16));
}

std::string KeyRing::derive(std::string_view purpose) const {
  return state_->oldest().derived(purpose);
}

}  // namespace keys
