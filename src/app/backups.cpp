// Backup and restore. A backup is a folder: the database, the sealed files that it
// names, and MANIFEST.json with a digest of each. It leaves the master key out.

#include <fmt/core.h>
#include <sodium.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "app/commands.h"
#include "app/data_lock.h"
#include "app/program.h"
#include "base/file.h"
#include "db/pg_dump.h"

namespace app {

struct BackedFile {
  std::string path;
  std::int64_t size = 0;
  std::string digest;  // BLAKE2b-256, hex
};
BOOST_DESCRIBE_STRUCT(BackedFile, (), (path, size, digest))

struct Manifest {
  std::string program;
  base::Time made_at;
  std::string engine;  // "sqlite" or "postgres"
  std::vector<BackedFile> files;
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (program, made_at, engine, files))
constexpr auto limits_of(const Manifest*) {
  return std::array{base::Limit{.field = "files", .max_length = 4096, .max_items = 10'000'000}};
}

namespace {

namespace fs = std::filesystem;

BackedFile describe_file(const fs::path& folder, const std::string& path) {
  std::ifstream file(folder / path, std::ios::binary);
  if (!file) throw std::runtime_error("the file " + (folder / path).string() + " cannot be read");
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, 32);
  std::string piece(1 << 20, '\0');
  std::int64_t size = 0;
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<unsigned long long>(file.gcount()));
    size += file.gcount();
  }
  std::string digest(32, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(digest.data()), digest.size());
  return {path, size, keys::hex(digest)};
}

void copy_into(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

std::string engine_word(db::Engine engine) {
  return engine == db::Engine::Sqlite ? "sqlite" : "postgres";
}

std::string database_name(db::Engine engine) {
  return engine == db::Engine::Sqlite ? "yingda.db" : "yingda.dump";
}

bool empty_or_absent(const fs::path& folder) {
  return !fs::exists(folder) || fs::is_empty(folder);
}

Manifest read_manifest(const fs::path& folder) {
  auto manifest = base::from_json<Manifest>(base::read_file(folder / "MANIFEST.json").value_or(""));
  if (!manifest) throw std::runtime_error(folder.string() + " holds no readable MANIFEST.json: is it a backup?");
  return *std::move(manifest);
}

// A path of a manifest may name only what lies below the backup's folder.
void check_path(const std::string& path) {
  auto normal = fs::path(path).lexically_normal();
  if (normal.is_absolute() || normal.string().starts_with(".."))
    throw std::runtime_error("the backup names a file outside itself: " + path);
}

void verify(const fs::path& folder, const Manifest& manifest) {
  for (const auto& wanted : manifest.files) {
    check_path(wanted.path);
    auto found = describe_file(folder, wanted.path);
    if (found.size != wanted.size || found.digest != wanted.digest)
      throw std::runtime_error("the backup is damaged: " + wanted.path + " is not what was backed up");
  }
}

}  // namespace

int backup(const Configuration& configuration, const std::string& to) {
  if (!empty_or_absent(to)) throw std::runtime_error("the folder " + to + " is not empty; name a new one");
  auto core = open_existing(configuration);
  fs::create_directories(to);
  fs::permissions(to, fs::perms::owner_all);
  Manifest manifest{"yingda", core.clock.now(), engine_word(core.database->engine()), {}};
  auto name = database_name(core.database->engine());
  core.database->backup_to((fs::path(to) / name).string());
  manifest.files.push_back(describe_file(to, name));
  // Files come after the database that names them; a deleted one stays for a day.
  auto blobs = core.database->read([&](db::Transaction& tx) { return core.files.blobs(tx); });
  for (const auto& blob : blobs) {
    copy_into(fs::path(core.files_folder()) / blob, fs::path(to) / "files" / blob);
    manifest.files.push_back(describe_file(to, "files/" + blob));
  }
  // A recording that was deleted since is of no use: its key went with it.
  auto recordings = core.database->read([](db::Transaction& tx) { return telephony::Recordings::file_names(tx); });
  for (const auto& name : recordings) {
    const auto path = "recordings/" + name;
    if (!fs::exists(fs::path(configuration.data) / path)) continue;
    copy_into(fs::path(configuration.data) / path, fs::path(to) / path);
    manifest.files.push_back(describe_file(to, path));
  }
  std::ofstream file(fs::path(to) / "MANIFEST.json", std::ios::binary);
  file << base::to_json(manifest);
  if (!file.flush()) throw std::runtime_error("the backup could not be finished: the disk refused it");
  fmt::print("Backed up the database and {} files to {}.\n", blobs.size(), to);
  fmt::print("The master key {} is not in the backup: keep it apart, nothing sealed can be read without it.\n",
             configuration.master_key_path());
  return 0;
}

int restore(const Configuration& configuration, const std::string& from) {
  auto manifest = read_manifest(from);
  verify(from, manifest);
  bool wants_sqlite = configuration.database.empty();
  if ((manifest.engine == "sqlite") != wants_sqlite)
    throw std::runtime_error("the backup was made from " + manifest.engine + "; restore it into the same engine");
  if (!empty_or_absent(configuration.data))
    throw std::runtime_error("the data folder " + configuration.data + " is not empty; name a new one");
  if (!fs::exists(configuration.master_key_path()))
    throw std::runtime_error("put the master key that belongs to the backup at " + configuration.master_key_path() +
                             " first");
  fs::create_directories(configuration.data);
  for (const auto& file : manifest.files)
    if (file.path != "yingda.dump") copy_into(fs::path(from) / file.path, fs::path(configuration.data) / file.path);
  if (!wants_sqlite) db::run_pg_restore(configuration.database, (fs::path(from) / "yingda.dump").string());
  // Opening proves that schema and master key fit.
  Core core(configuration, find_assets(configuration.assets));
  fmt::print("Restored {} files from the backup of {}.\n", manifest.files.size(), base::to_rfc3339(manifest.made_at));
  return 0;
}

int check_data(const Configuration& configuration) {
  auto core = open_existing(configuration);
  auto problems = core.database->check();
  auto add = [&](std::vector<std::string> more) { problems.insert(problems.end(), more.begin(), more.end()); };
  add(core.access.check_audit());
  add(core.database->read([&](db::Transaction& tx) { return core.files.check(tx); }));
  for (const auto& problem : problems) fmt::print("{}\n", problem);
  if (problems.empty()) fmt::print("The database, the audit chain and the files are whole.\n");
  return problems.empty() ? 0 : 1;
}

}  // namespace app
