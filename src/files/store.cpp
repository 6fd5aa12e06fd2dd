#include "files/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "base/descriptor.h"
#include "db/rows.h"
#include "files/sealed_file.h"

namespace files {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view drafts_folder = "drafts";
constexpr std::size_t name_length = 64;

[[noreturn]] void fail(const std::string& path, std::string_view what) {
  throw std::runtime_error(fmt::format("{} cannot be {}: {}.", path, what, std::strerror(errno)));
}

// Names come from rows and from file names: nothing else may reach a path.
bool is_blob_name(std::string_view name) {
  return name.size() == name_length && name.find_first_not_of("0123456789abcdef") == name.npos;
}

// Held while a blob is put in place or deleted, so that sweep() never deletes what
// put() just found to be there already. Between processes too.
class FolderLock {
 public:
  enum class Kind { Shared, Exclusive };
  FolderLock(const std::string& folder, Kind kind)
      : file_(::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (!file_) fail(folder + "/lock", "opened");
    while (::flock(file_.number(), kind == Kind::Shared ? LOCK_SH : LOCK_EX) != 0)
      if (errno != EINTR) fail(folder + "/lock", "locked");
  }

 private:
  base::Descriptor file_;
};

// Deletes its file unless it was renamed.
class Draft {
 public:
  explicit Draft(std::string path)
      : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (!file_) fail(path_, "made");
  }
  ~Draft() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  const base::Descriptor& file() const { return file_; }
  void sync() const {
    if (::fsync(file_.number()) != 0) fail(path_, "synced to disk");
  }
  void rename_to(const std::string& path) {
    if (::rename(path_.c_str(), path.c_str()) != 0) fail(path_, "renamed");
    path_.clear();
  }

 private:
  std::string path_;
  base::Descriptor file_;
};

// The instant of the last put(); empty when the file is gone.
std::optional<base::Time> last_put(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return base::from_epoch_ms(status.st_mtim.tv_sec * 1'000 + status.st_mtim.tv_nsec / 1'000'000);
}

// False when there is no such file. What is here already counts as put anew.
bool touch(const std::string& path) {
  return ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0;
}

void make_folder(const std::string& folder) {
  std::error_code refused;
  bool made = fs::create_directories(folder, refused);
  errno = refused.value();
  if (refused) fail(folder, "made");
  if (made && !base::sync_folder(fs::path(folder).parent_path().string())) fail(folder, "synced to disk");
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) names.push_back(entry.path().filename().string());
  return names;
}

void sweep_drafts(const std::string& folder, base::Time until) {
  for (const std::string& name : names_in(folder)) {
    auto put = last_put(folder + "/" + name);
    if (put && *put <= until) ::unlink((folder + "/" + name).c_str());
  }
}

std::set<std::string> referenced(db::Transaction& tx, const std::string& prefix) {
  std::set<std::string> blobs;
  // Names are hex digits, and 'g' follows 'f'.
  for (db::Row row : tx.query("SELECT DISTINCT blob FROM file WHERE blob >= ?1 AND blob < ?2", prefix, prefix + "g"))
    blobs.insert(row.text(0));
  return blobs;
}

void remove_expired_rows(db::Transaction& tx, base::Time now) {
  tx.execute("UPDATE file SET removed_at = ?1 WHERE removed_at IS NULL AND expires_at <= ?1", now);
  tx.execute("DELETE FROM file WHERE removed_at <= ?1", now - deletion_delay);
}

}  // namespace

Store::Store(std::string folder, const keys::KeyRing& keys)
    : folder_(std::move(folder)), key_(keys.derive("files.seal")), name_key_(keys.derive("files.name")) {
  make_folder(folder_);
  make_folder(fmt::format("{}/{}", folder_, drafts_folder));
}

std::string Store::path_of(const std::string& blob) const {
  return fmt::format("{}/{}/{}", folder_, blob.substr(0, 2), blob);
}

std::string Store::key_of(const std::string& blob) const {
  return keys::keyed_digest(blob, key_, keys::key_bytes);
}

std::string Store::put(std::string_view content) {
  const std::string blob = keys::hex(keys::keyed_digest(content, name_key_, name_length / 2));
  FolderLock lock(folder_, FolderLock::Kind::Shared);
  if (!touch(path_of(blob))) write(blob, content);
  return blob;
}

void Store::write(const std::string& blob, std::string_view content) const {
  Draft draft(fmt::format("{}/{}/{}", folder_, drafts_folder, keys::random_token()));
  if (!write_sealed(draft.file(), content, key_of(blob))) fail(folder_, "written to");
  draft.sync();
  const std::string path = path_of(blob), subfolder = fs::path(path).parent_path().string();
  make_folder(subfolder);
  draft.rename_to(path);
  if (!base::sync_folder(subfolder)) fail(subfolder, "synced to disk");
}

std::optional<std::string> Store::get(const std::string& blob) const {
  if (!is_blob_name(blob)) return std::nullopt;
  auto file = SealedFile::open(path_of(blob), key_of(blob));
  if (!file) return std::nullopt;
  return file->read(0, file->size());
}

std::shared_ptr<http::Seekable> Store::open(const std::string& blob) const {
  if (!is_blob_name(blob)) return nullptr;
  auto opened = SealedFile::open(path_of(blob), key_of(blob));
  if (!opened) return nullptr;
  auto file = std::make_shared<const SealedFile>(std::move(*opened));
  auto read = [file, blob](std::int64_t offset, std::int64_t length) {
    auto bytes = file->read(offset, length);
    if (!bytes) throw std::runtime_error(fmt::format("Blob {} was altered on disk.", blob));
    return std::move(*bytes);
  };
  return std::make_shared<http::Seekable>(http::Seekable{file->size(), read});
}

void Store::add(db::Transaction& tx, const File& file) const {
  db::insert_row(tx, "file", file);
}

std::optional<File> Store::find(db::Transaction& tx, FileId id) const {
  static const std::string sql =
      fmt::format("SELECT {} FROM file WHERE id = ?1 AND removed_at IS NULL", db::columns<File>());
  return db::first_row<File>(tx.query(sql, id));
}

void Store::remove(db::Transaction& tx, FileId id, base::Time now) const {
  tx.execute("UPDATE file SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL", id, now);
}

int Store::sweep(db::Database& database, base::Time now) const {
  database.write([&](db::Transaction& tx) { remove_expired_rows(tx, now); });
  const base::Time until = now - deletion_delay;
  sweep_drafts(fmt::format("{}/{}", folder_, drafts_folder), until);
  int deleted = 0;
  for (const std::string& name : names_in(folder_))
    if (name.size() == 2) deleted += sweep_folder(database, name, until);
  return deleted;
}

int Store::sweep_folder(db::Database& database, const std::string& prefix, base::Time until) const {
  auto kept = database.read([&](db::Transaction& tx) { return referenced(tx, prefix); });
  int deleted = 0;
  for (const std::string& name : names_in(fmt::format("{}/{}", folder_, prefix)))
    if (is_blob_name(name) && !kept.contains(name)) deleted += delete_unreferenced(database, name, until);
  return deleted;
}

bool Store::delete_unreferenced(db::Database& database, const std::string& blob, base::Time until) const {
  FolderLock lock(folder_, FolderLock::Kind::Exclusive);
  auto put = last_put(path_of(blob));
  if (!put || *put > until) return false;
  // A row may have come since the folder was read.
  bool referred =
      database.read([&](db::Transaction& tx) { return !tx.query("SELECT 1 FROM file WHERE blob = ?1", blob).empty(); });
  return !referred && ::unlink(path_of(blob).c_str()) == 0;
}

std::vector<std::string> Store::check(db::Transaction& tx) const {
  std::vector<std::string> faults;
  for (db::Row row : tx.query("SELECT blob, MIN(id) FROM file WHERE removed_at IS NULL GROUP BY blob ORDER BY blob")) {
    const std::string& blob = row.text(0);
    auto file = is_blob_name(blob) ? SealedFile::open(path_of(blob), key_of(blob)) : std::nullopt;
    bool whole = file && (file->size() > 0 || file->read(0, 0));
    for (std::int64_t at = 0; whole && at < file->size(); at += frame_bytes)
      whole = file->read(at, frame_bytes).has_value();
    if (!whole)
      faults.push_back(fmt::format("Blob {} of file {} is {}.", blob, row.integer(1),
                                   fs::exists(path_of(blob)) ? "altered" : "missing"));
  }
  return faults;
}

std::vector<std::string> Store::blobs(db::Transaction& tx) const {
  std::vector<std::string> paths;
  for (db::Row row : tx.query("SELECT DISTINCT blob FROM file WHERE removed_at IS NULL ORDER BY blob"))
    paths.push_back(fmt::format("{}/{}", row.text(0).substr(0, 2), row.text(0)));
  return paths;
}

}  // namespace files
