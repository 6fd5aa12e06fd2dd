#pragma once
// What monitoring tells in the event log.

#include <string_view>

#include "access/events.h"
#include "monitoring/notice_types.h"
#include "monitoring/types.h"

namespace monitoring {

// The subject of these is the alarm.
struct AlarmBegan {
  static constexpr std::string_view type = "monitoring.alarm_began";
  AlarmId alarm_id;
  std::string source;
  std::int64_t subject_id = 0;
  Severity severity = Severity::Warning;
  std::optional<double> value;
};
BOOST_DESCRIBE_STRUCT(AlarmBegan, (), (alarm_id, source, subject_id, severity, value))

// It became worse, or better but not well.
struct AlarmChanged {
  static constexpr std::string_view type = "monitoring.alarm_changed";
  AlarmId alarm_id;
  Severity severity = Severity::Warning;
  std::optional<double> value;
};
BOOST_DESCRIBE_STRUCT(AlarmChanged, (), (alarm_id, severity, value))

struct AlarmEnded {
  static constexpr std::string_view type = "monitoring.alarm_ended";
  AlarmId alarm_id;
  std::int64_t lasted_ms = 0;
};
BOOST_DESCRIBE_STRUCT(AlarmEnded, (), (alarm_id, lasted_ms))

struct AlarmAcknowledged {
  static constexpr std::string_view type = "monitoring.alarm_acknowledged";
  AlarmId alarm_id;
};
BOOST_DESCRIBE_STRUCT(AlarmAcknowledged, (), (alarm_id))

// The subject is the threshold.
struct ThresholdChanged {
  static constexpr std::string_view type = "monitoring.threshold_changed";
  ThresholdId threshold_id;
};
BOOST_DESCRIBE_STRUCT(ThresholdChanged, (), (threshold_id))

// The subject is the channel of notice.
struct NoticeChannelChanged {
  static constexpr std::string_view type = "monitoring.notice_channel_changed";
  NoticeChannelId channel_id;
  org::Change change = org::Change::Edited;
};
BOOST_DESCRIBE_STRUCT(NoticeChannelChanged, (), (channel_id, change))

}  // namespace monitoring
