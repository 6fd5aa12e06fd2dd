#pragma once
// What counts for the flows of the whole installation, and the emergency of a centre.

#include <array>
#include <string>
#include <vector>

#include "ivr/types.h"

namespace ivr {

// A host that look-ups may ask. `inside`: it may stand in a private network.
struct AllowedHost {
  std::string host;
  bool inside = false;
  bool operator==(const AllowedHost&) const = default;
};
BOOST_DESCRIBE_STRUCT(AllowedHost, (), (host, inside))
constexpr auto limits_of(const AllowedHost*) {
  return std::array{base::Limit{.field = "host", .min_length = 1, .max_length = 253}};
}

struct SettingsFields {
  std::vector<AllowedHost> allowed_hosts;
};
BOOST_DESCRIBE_STRUCT(SettingsFields, (), (allowed_hosts))
constexpr auto limits_of(const SettingsFields*) {
  return std::array{base::Limit{.field = "allowed_hosts", .max_items = 200}};
}

struct FlowSettings : SettingsFields {
  std::int64_t version = 0;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(FlowSettings, (SettingsFields), (version, updated_at))

// While it is active, callers of the centre and of all below it hear the phrases and are hung
// up on, whatever they called.
struct CentreEmergencyFields {
  bool active = false;
  Phrases phrases;
};
BOOST_DESCRIBE_STRUCT(CentreEmergencyFields, (), (active, phrases))

struct CentreEmergency : CentreEmergencyFields {
  org::CentreId id;  // of the centre
  std::int64_t version = 0;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(CentreEmergency, (CentreEmergencyFields), (id, version, updated_at))

}  // namespace ivr
