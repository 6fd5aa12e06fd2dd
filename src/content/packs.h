#pragma once
// Packs: the files below content/ from which a new installation gets its first data.
// Each is loaded in one transaction and remembered by name and checksum, so that it is
// loaded once. A later version may change a pack: then it is read again, and adds what
// it names and the database lacks. What is there stays as the administrator left it,
// and therefore what shipped is made inactive rather than deleted.

#include <functional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/json.h"

namespace content {

// One file as it was read.
struct Pack {
  std::string name;  // "dictionaries/urgency"
  std::string path;
  std::string text;
};

// The .json files of `folder`/`group` in the order of their names. Throws
// std::runtime_error with a sentence when there is no such folder or a file cannot be read.
std::vector<Pack> find_packs(const std::string& folder, const std::string& group);

// Stops the start with a sentence that names the file and all its faults.
[[noreturn]] void refuse_pack(const Pack& pack, const base::Error& error);

// The content of a pack; a malformed one stops the start.
template <class T>
T read_pack(const Pack& pack) {
  auto content = base::from_json<T>(pack.text);
  if (!content) refuse_pack(pack, content.error());
  return *std::move(content);
}

// Runs `add` in a transaction of its own unless this pack was loaded as it is. `add`
// leaves alone what it finds.
void load_once(const org::Platform& platform, const Pack& pack, const std::function<void(db::Transaction&)>& add);

}  // namespace content
