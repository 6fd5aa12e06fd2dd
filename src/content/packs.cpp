#include "content/packs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "base/file.h"
#include "base/log.h"
#include "keys/keys.h"

namespace content {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  auto text = base::read_file(path);
  if (!text) throw std::runtime_error(fmt::format("The content file {} cannot be read.", path.string()));
  return *std::move(text);
}

std::string sentence_of(const base::Fault& fault) {
  std::string sentence = fmt::format("{}: {}", fault.path.empty() ? "/" : fault.path, fault.code);
  for (const auto& [name, value] : fault.fields) sentence += fmt::format(" ({} {})", name, value);
  return sentence;
}

// Whether the pack was loaded with this checksum; empty when it never was.
std::optional<bool> loaded_unchanged(db::Transaction& tx, const std::string& name, const std::string& checksum) {
  auto rows = tx.query("SELECT checksum FROM content_pack WHERE name = ?1", name);
  if (rows.empty()) return std::nullopt;
  return rows[0].text(0) == checksum;
}

void remember(db::Transaction& tx, const std::string& name, const std::string& checksum, base::Time now) {
  tx.execute(
      "INSERT INTO content_pack (name, checksum, loaded_at) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, loaded_at = excluded.loaded_at",
      name, checksum, now);
}

}  // namespace

std::vector<Pack> find_packs(const std::string& folder, const std::string& group) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(fs::path(folder) / group, error), end; !error && entry != end; ++entry)
    if (entry->path().extension() == ".json") paths.push_back(entry->path());
  if (paths.empty()) throw std::runtime_error(fmt::format("There are no content files in {}/{}.", folder, group));
  std::sort(paths.begin(), paths.end());
  std::vector<Pack> packs;
  for (const auto& path : paths)
    packs.push_back({fmt::format("{}/{}", group, path.stem().string()), path.string(), text_of(path)});
  return packs;
}

void refuse_pack(const Pack& pack, const base::Error& error) {
  std::string faults;
  for (const auto& fault : error.faults) faults += (faults.empty() ? "" : "; ") + sentence_of(fault);
  for (const auto& [name, value] : error.fields) faults += fmt::format("{} {}", name, value);
  throw std::runtime_error(fmt::format("The content file {} is wrong ({}): {}.", pack.path, error.key, faults));
}

void load_once(const org::Platform& platform, const Pack& pack, const std::function<void(db::Transaction&)>& add) {
  auto checksum = keys::hex(keys::digest(pack.text));
  auto done = [&](db::Transaction& tx) { return loaded_unchanged(tx, pack.name, checksum).value_or(false); };
  if (platform.database.read(done)) return;
  bool loaded = platform.database.write([&](db::Transaction& tx) {
    tx.lock("content_pack");
    if (done(tx)) return false;
    add(tx);
    remember(tx, pack.name, checksum, platform.clock.now());
    return true;
  });
  if (loaded) base::log::debug("content", "loaded the pack {}", pack.name);
}

}  // namespace content
