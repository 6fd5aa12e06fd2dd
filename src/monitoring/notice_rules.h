#pragma once
// What a channel may be, whom an alarm is told, and when again. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "monitoring/notice_types.h"

namespace monitoring {

// Faults of `fields`; `stored` is the channel as it is, none when it is new.
std::vector<base::Fault> check_channel(const NoticeChannelFields& fields, const NoticeChannel* stored);
// Whether an alarm of `source` that was ever as bad as `worst` is told by the channel.
bool is_told(const NoticeChannelSettings& channel, std::string_view source, Severity worst);
// How long to wait after so many attempts that failed; none: give up.
std::optional<base::Duration> pause_after(std::int64_t attempts);
// Whether asking again could help: not where the other side understood and refused.
bool may_help(std::string_view code, int status);
// "v1=" and the HMAC-SHA256 of "timestamp.body" in hex.
std::string signature(std::string_view secret, std::string_view timestamp, std::string_view body);
// "3.2 %", "1.5 GB", "350 ms".
std::string value_text(double value, ReadingUnit unit);
// The beginning of what a server said, as text that can be shown and kept.
std::string showable(std::string_view answer);

}  // namespace monitoring
