// The dictionaries that ship, each a file of content/dictionaries.

#include <map>
#include <set>

#include "content/packs.h"
#include "content/record.h"
#include "dictionaries/dictionaries.h"
#include "dictionaries/events.h"
#include "dictionaries/rules.h"
#include "dictionaries/store.h"
#include "search/search.h"

namespace dictionaries {

struct ShippedEntry {
  std::string key;
  std::string name;
  std::string name_en;
  std::map<std::string, std::string> attributes;
  std::vector<ShippedEntry> entries;  // below it
};
BOOST_DESCRIBE_STRUCT(ShippedEntry, (), (key, name, name_en, attributes, entries))

struct DictionaryPack {
  std::string key;
  std::string name;
  std::string name_en;
  std::int64_t levels = 1;
  std::int64_t position = 0;
  std::vector<AttributeDefinition> attributes;
  std::vector<ShippedEntry> entries;
};
BOOST_DESCRIBE_STRUCT(DictionaryPack, (), (key, name, name_en, levels, position, attributes, entries))

namespace {

// Checks the whole of a pack before anything is written.
class PackCheck {
 public:
  explicit PackCheck(const DictionaryPack& pack) : pack_(pack) { check(pack.entries, "/entries", 1); }
  std::vector<base::Fault> faults;

 private:
  void check(const std::vector<ShippedEntry>& entries, const std::string& path, std::int64_t level) {
    if (level > pack_.levels && !entries.empty())
      faults.push_back({path, "too_deep", {{"limit", std::to_string(pack_.levels)}}});
    for (std::size_t i = 0; i < entries.size(); ++i) {
      auto place = path + '/' + std::to_string(i);
      if (!is_key(entries[i].key)) faults.push_back({place + "/key", "bad_key", {}});
      if (!keys_.insert(entries[i].key).second) faults.push_back({place + "/key", "taken", {{"key", entries[i].key}}});
      for (auto& fault : check_attributes(pack_.attributes, entries[i].attributes))
        faults.push_back({place + fault.path, fault.code, fault.fields});
      check(entries[i].entries, place + "/entries", level + 1);
    }
  }

  const DictionaryPack& pack_;
  std::set<std::string> keys_;
};

// Dictionaries themselves are not edited, so a later version may name them anew.
void put_dictionary(db::Transaction& tx, const org::Platform& platform, const DictionaryPack& pack) {
  auto stored = find_dictionary(tx, pack.key);
  Dictionary row{stored ? stored->id : platform.ids.make<DictionaryId>(),
                 pack.key,
                 pack.name,
                 pack.name_en,
                 pack.levels,
                 pack.position,
                 pack.attributes,
                 platform.clock.now()};
  stored ? update(tx, row) : insert(tx, row);
}

EntryId add_entry(db::Transaction& tx, const org::Platform& platform, const std::string& dictionary,
                  std::optional<EntryId> parent, const ShippedEntry& shipped) {
  DictionaryEntryFields fields{parent, shipped.key, shipped.name, shipped.name_en, 0, true, shipped.attributes};
  fields.position = last_position(tx, dictionary, parent) + 1;
  EntryRow row{{fields, platform.ids.make<EntryId>(), dictionary, true, 1, platform.clock.now()},
               search::fold(shipped.name)};
  insert(tx, row);
  content::record(tx, platform, org::system_actor(), {"dictionary_entry", row.id.value, {}}, org::Change::Created, "",
                  EntryChanged{row.id, dictionary, org::Change::Created});
  return row.id;
}

void add_missing(db::Transaction& tx, const org::Platform& platform, const std::string& dictionary,
                 std::optional<EntryId> parent, const std::vector<ShippedEntry>& entries) {
  for (const auto& shipped : entries) {
    auto stored = find_row(tx, dictionary, shipped.key);
    auto id = stored ? stored->id : add_entry(tx, platform, dictionary, parent, shipped);
    add_missing(tx, platform, dictionary, id, shipped.entries);
  }
}

}  // namespace

void Dictionaries::load_packs(const std::string& content_folder) {
  for (const auto& pack : content::find_packs(content_folder, "dictionaries")) {
    auto shipped = content::read_pack<DictionaryPack>(pack);
    if (auto faults = PackCheck(shipped).faults; !faults.empty())
      content::refuse_pack(pack, {base::Code::Invalid, "invalid", {}, faults});
    content::load_once(platform_, pack, [&](db::Transaction& tx) {
      tx.lock("dictionary");
      put_dictionary(tx, platform_, shipped);
      add_missing(tx, platform_, shipped.key, {}, shipped.entries);
    });
  }
}

}  // namespace dictionaries
