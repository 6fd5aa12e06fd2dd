#pragma once
// What entries may be: keys, attributes, and their places in the tree. Pure.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dictionaries/types.h"

namespace dictionaries {

// Lower-case letters, digits and _, beginning with a letter.
bool is_key(std::string_view text);

// Faults below /attributes: unknown_field, wrong_type.
std::vector<base::Fault> check_attributes(std::span<const AttributeDefinition> definitions,
                                          const std::map<std::string, std::string>& attributes);

// The parents of all entries of one dictionary.
using Parents = std::map<EntryId, std::optional<EntryId>>;

// Whether `entry` is `ancestor` or stands below it.
bool stands_below(const Parents& parents, EntryId entry, EntryId ancestor);
// How many levels the tree would have at the place of `moved` below `parent`; `moved` is
// none for a new entry.
std::int64_t levels_with(const Parents& parents, std::optional<EntryId> parent, EntryId moved);

}  // namespace dictionaries
