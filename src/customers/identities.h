#pragma once
// What identities mean: the form by which equal ones are known, their mask, their
// faults. Pure rules.

#include <string>
#include <string_view>
#include <vector>

#include "customers/types.h"

namespace customers {

struct NormalIdentity {
  std::string value;  // as it is kept and shown: "021 6123 4567" becomes "02161234567"
  std::string key;    // equal for equal identities; "" when the value is faulty
  std::string fault;  // a code below "faults": bad_phone, bad_email, bad_id_card; "" none
};

// Phones: digits of any width without separators, without +86, with a landline's area
// code, "-" before an extension (转 where "-" would be read as part of the number), "+"
// before foreign ones. Mail: the case does not count. ID cards: 18 places with a valid date
// and check character. Others: trimmed, of one width.
NormalIdentity normalise(IdentityKind kind, std::string_view value);

// "138****8000", "021****4567", "110***********002X", "z****@example.com". Always has a '*'.
std::string mask(IdentityKind kind, std::string_view value);

// The last four characters of a key, by which people are found on the phone; "" where
// they say nothing (mail) or nearly all.
std::string tail(IdentityKind kind, std::string_view key);

// Whether two customers can never have it both (a family may share a phone).
bool is_exclusive(IdentityKind kind);

// The keys that what was typed into the search box may stand for, in any kind.
std::vector<std::string> possible_keys(std::string_view query);
// The tail that it may stand for: four digits, or three and an X; else "".
std::string possible_tail(std::string_view query);

}  // namespace customers
