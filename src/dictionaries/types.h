#pragma once
// The words of dictionaries: named lists of choices, some of them trees, that forms and
// reports refer to (dispositions, reasons for not ready, business lines, urgency …).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"

namespace dictionaries {

using DictionaryId = base::Id<struct DictionaryTag>;
using EntryId = base::Id<struct DictionaryEntryTag>;

enum class AttributeKind { Text, Integer, Flag };
BOOST_DESCRIBE_ENUM(AttributeKind, Text, Integer, Flag)

// What entries of a dictionary may say besides their names. Values are text: decimal
// for an integer, "true" or "false" for a flag.
struct AttributeDefinition {
  std::string key;
  std::string name;
  std::string name_en;
  AttributeKind kind = AttributeKind::Text;
};
BOOST_DESCRIBE_STRUCT(AttributeDefinition, (), (key, name, name_en, kind))

// Dictionaries ship with the product; what one edits are their entries.
struct Dictionary {
  DictionaryId id;
  std::string key;  // "dispositions"
  std::string name;
  std::string name_en;
  std::int64_t levels = 1;  // how deep the tree of entries may be
  std::int64_t position = 0;
  std::vector<AttributeDefinition> attributes;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(Dictionary, (), (id, key, name, name_en, levels, position, attributes, updated_at))

struct DictionaryEntryFields {
  std::optional<EntryId> parent_id;  // none: the first level
  std::string key;                   // lower-case letters, digits and _; unique in the dictionary; cannot change
  std::string name;
  std::string name_en;
  std::int64_t position = 0;  // among the entries of one parent; 0 on creation: at the end
  bool active = true;         // an inactive entry stays in what refers to it, and is offered no more
  std::map<std::string, std::string> attributes;
};
BOOST_DESCRIBE_STRUCT(DictionaryEntryFields, (), (parent_id, key, name, name_en, position, active, attributes))
constexpr auto limits_of(const DictionaryEntryFields*) {
  return std::array{base::Limit{.field = "key", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name", .min_length = 1, .max_length = 60},
                    base::Limit{.field = "name_en", .max_length = 100},
                    base::Limit{.field = "position", .minimum = 0, .maximum = 1'000'000},
                    base::Limit{.field = "attributes", .max_length = 200, .max_items = 20}};
}

struct DictionaryEntry : DictionaryEntryFields {
  EntryId id;
  std::string dictionary;  // its key
  bool shipped = false;    // came with the product: can be made inactive, not deleted
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(DictionaryEntry, (DictionaryEntryFields), (id, dictionary, shipped, version, updated_at))

// The entries of one parent in their new order: exactly those that it has.
struct EntryOrder {
  std::optional<EntryId> parent_id;
  std::vector<EntryId> ids;
};
BOOST_DESCRIBE_STRUCT(EntryOrder, (), (parent_id, ids))
constexpr auto limits_of(const EntryOrder*) {
  return std::array{base::Limit{.field = "ids", .max_items = 1000}};
}

}  // namespace dictionaries
