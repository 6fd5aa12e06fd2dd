#pragma once
// Files: immutable blobs under DATA/files, sealed at rest, named by a keyed digest
// of their content, so that the same content is kept once. A row of the table file
// says who refers to them. A row that is removed, or has expired, is no longer found;
// its blob, when no other row refers to it, is deleted a day later, so that a backup
// taken meanwhile stays whole.
//
// A blob is written to a temporary name, synced, renamed, and its folder synced
// before put() returns. It is sealed in frames of 64 KiB, each with the counter of
// its place, so that ranges are read without opening the rest. Thread-safe, also
// between processes that share the folder.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "http/message.h"
#include "keys/keys.h"

namespace files {

using FileId = base::Id<struct FileTag>;

struct File {
  FileId id;
  std::string name;          // as the person named it
  std::string content_type;  // as found from the content, not as claimed
  std::int64_t size = 0;     // bytes
  std::string blob;          // name of the blob
  std::string owner;         // module and purpose: "customers.import"
  std::int64_t owner_id = 0;
  base::Time created_at;
  std::optional<base::Time> expires_at;  // then it is deleted
};
BOOST_DESCRIBE_STRUCT(File, (), (id, name, content_type, size, blob, owner, owner_id, created_at, expires_at))

// Blobs and rows without referrer are kept this long.
inline constexpr base::Duration deletion_delay = std::chrono::hours(24);

class Store {
 public:
  // Makes `folder` when it is missing. Throws std::runtime_error with a sentence.
  Store(std::string folder, const keys::KeyRing& keys);

  // Writes the blob (no transaction open: this takes time) and gives its name; add a
  // row within a day, or sweep() deletes it. Throws std::runtime_error when the disk refuses.
  std::string put(std::string_view content);
  // Whole content; empty when the blob is missing or was altered.
  std::optional<std::string> get(const std::string& blob) const;
  // For range reads; empty when missing. Its read() throws std::runtime_error when
  // the bytes asked for were altered.
  std::shared_ptr<http::Seekable> open(const std::string& blob) const;

  // Rows. All fields of `file` are the caller's, `blob` is what put() gave.
  void add(db::Transaction& tx, const File& file) const;
  std::optional<File> find(db::Transaction& tx, FileId id) const;
  // Does nothing when the row is gone already.
  void remove(db::Transaction& tx, FileId id, base::Time now) const;

  // Removes expired rows, deletes those removed a day ago, and blobs and temporary
  // files that nobody has referred to for a day. Gives the number of blobs deleted.
  int sweep(db::Database& database, base::Time now) const;
  // Sentences on missing or altered blobs; empty when all is well. Reads every byte.
  std::vector<std::string> check(db::Transaction& tx) const;
  // Paths of the blobs that rows refer to, relative to the folder (for backups).
  std::vector<std::string> blobs(db::Transaction& tx) const;

 private:
  std::string path_of(const std::string& blob) const;
  std::string key_of(const std::string& blob) const;
  void write(const std::string& blob, std::string_view content) const;
  int sweep_folder(db::Database& database, const std::string& prefix, base::Time until) const;
  bool delete_unreferenced(db::Database& database, const std::string& blob, base::Time until) const;

  std::string folder_;
  std::string key_;
  std::string name_key_;
};

// Content type by the bytes alone: images, PDF, ZIP and office files, audio, video,
// text and CSV with their charset (utf-8 or gb18030); application/octet-stream else.
// Markup is text/html, application/xml or application/svg+xml: never image/….
std::string sniff(std::string_view content);

// Whether a browser may show this type in our own pages; all others are downloads.
bool safe_to_show(std::string_view content_type);

}  // namespace files
