#pragma once
// The telephony of the sample: a trunk on loopback at whose other end the simulator sits, a
// number and a flow for each city and one for the whole operator, queues for callers, and a
// SIP phone for each agent who takes calls.

#include <string>

#include "simulator/organisation.h"
#include "simulator/sample.h"

namespace simulator {

// Where the simulator's end of the trunk is: an address of loopback that nothing else uses.
inline constexpr std::string_view trunk_host = "127.0.0.2";
inline constexpr std::uint16_t trunk_port = 5060;
// No number of seven digits that begins so was ever given to anybody.
inline constexpr std::string_view national_number = "9600154";
std::string city_number(std::size_t city);

inline constexpr std::array<std::string_view, hotline_count> hotline_names{"热线报修", "热线服务"};

// The queues of the cities; `skills` are those that the two ask for.
void add_hotline_queues(const Parts& parts, Organisation& sample,
                        const std::array<agents::SkillId, hotline_count>& skills);
// Everything else, with the flows of `content_folder`/simulator/flows.
void add_hotlines(const Parts& parts, Organisation& sample, org::CentreId root, const std::string& content_folder);

// Finds it again as it stands now: numbers, trunk, queues and phones of what `sample` holds.
void find_hotlines(const Parts& parts, Organisation& sample);

}  // namespace simulator
