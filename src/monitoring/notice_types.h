#pragma once
// The words of notices: channels by which alarms are told, deliveries, and what a
// webhook gets. Plain data that the API shows; secrets go in and never come out.

#include <optional>
#include <string>
#include <vector>

#include "mail/smtp.h"
#include "monitoring/types.h"

namespace monitoring {

using NoticeChannelId = base::Id<struct NoticeChannelTag>;
using DeliveryId = base::Id<struct DeliveryTag>;

enum class ChannelKind { Webhook, Mail };
BOOST_DESCRIBE_ENUM(ChannelKind, Webhook, Mail)

struct NoticeChannelSettings {
  ChannelKind kind = ChannelKind::Webhook;  // stays as it was made
  std::string name;
  bool active = true;
  Severity least = Severity::Warning;  // of alarms that were ever as bad as this
  std::vector<std::string> sources;    // beginnings of sources ("probe.", "queue."); none: all
  std::int64_t repeat_minutes = 15;    // after which a critical alarm that nobody acknowledged is told again; 0: never
  std::string language = "zh-CN";
  // Of a webhook.
  std::string url;
  bool allow_private = false;  // also to addresses that are not of the internet at large
  // Of mail.
  std::string host;
  std::int64_t port = 25;
  mail::Security security = mail::Security::None;
  std::string login;  // "": without signing in
  std::string sender;
  std::vector<std::string> recipients;
};
BOOST_DESCRIBE_STRUCT(NoticeChannelSettings, (),
                      (kind, name, active, least, sources, repeat_minutes, language, url, allow_private, host, port,
                       security, login, sender, recipients))
// Derived structs take these limits too, so the secret stands here.
constexpr auto limits_of(const NoticeChannelSettings*) {
  return std::array{
      base::Limit{.field = "name", .min_length = 1, .max_length = 60},
      base::Limit{.field = "sources", .min_length = 1, .max_length = 60, .max_items = 20},
      base::Limit{.field = "repeat_minutes", .minimum = 0, .maximum = 1440},
      base::Limit{.field = "language", .min_length = 1, .format = base::Format::Language},
      base::Limit{.field = "url", .max_length = 500, .format = base::Format::Url},
      base::Limit{.field = "host", .max_length = 253},
      base::Limit{.field = "port", .minimum = 1, .maximum = 65535},
      base::Limit{.field = "sender", .max_length = 254, .format = base::Format::Email},
      base::Limit{.field = "recipients", .max_length = 254, .format = base::Format::Email, .max_items = 20},
      base::Limit{.field = "secret", .max_length = 200, .format = base::Format::Password}};
}

struct NoticeChannelFields : NoticeChannelSettings {
  // What signs a webhook, or the password of a mail server; none: as it was.
  std::optional<std::string> secret;
};
BOOST_DESCRIBE_STRUCT(NoticeChannelFields, (NoticeChannelSettings), (secret))

struct NoticeChannel : NoticeChannelSettings {
  NoticeChannelId id;
  bool has_secret = false;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(NoticeChannel, (NoticeChannelSettings), (id, has_secret, version, updated_at))

// Why a notice is sent. Reminded: nobody has acknowledged it.
enum class NoticeOccasion { Began, Changed, Ended, Reminded, Test };
BOOST_DESCRIBE_ENUM(NoticeOccasion, Began, Changed, Ended, Reminded, Test)

enum class DeliveryState { Waiting, Delivered, Failed };
BOOST_DESCRIBE_ENUM(DeliveryState, Waiting, Delivered, Failed)

struct NoticeDelivery {
  DeliveryId id;
  NoticeChannelId channel_id;
  std::optional<AlarmId> alarm_id;  // none: a test
  std::string source;               // of the alarm
  NoticeOccasion occasion = NoticeOccasion::Test;
  DeliveryState state = DeliveryState::Waiting;
  std::int64_t attempts = 0;
  std::string code;    // why the last attempt failed: "timed_out", "status"; "" when it did not
  std::string answer;  // what the server said to the last attempt
  base::Time created_at;
  std::optional<base::Time> finished_at;
};
BOOST_DESCRIBE_STRUCT(NoticeDelivery, (),
                      (id, channel_id, alarm_id, source, occasion, state, attempts, code, answer, created_at,
                       finished_at))

// How a test went, as the server at the other end answered it.
struct NoticeTest {
  DeliveryState state = DeliveryState::Failed;
  std::string code;
  std::string answer;
  std::int64_t milliseconds = 0;
};
BOOST_DESCRIBE_STRUCT(NoticeTest, (), (state, code, answer, milliseconds))

// What a webhook is told of an alarm: nothing of people.
struct NoticeAlarm {
  AlarmId id;
  std::string source;
  std::int64_t subject_id = 0;
  std::string subject_name;
  org::CentreId centre_id;
  Severity severity = Severity::Ok;
  Severity worst = Severity::Ok;
  std::optional<double> value;
  std::optional<double> threshold;
  ReadingUnit unit = ReadingUnit::Count;
  base::Time started_at;
  std::optional<base::Time> ended_at;
};
BOOST_DESCRIBE_STRUCT(NoticeAlarm, (),
                      (id, source, subject_id, subject_name, centre_id, severity, worst, value, threshold, unit,
                       started_at, ended_at))

// The body of a webhook.
struct WebhookNotice {
  DeliveryId delivery_id;  // the same at each attempt
  NoticeOccasion occasion = NoticeOccasion::Test;
  base::Time sent_at;
  std::string text;                  // in the channel's language
  std::optional<NoticeAlarm> alarm;  // none: a test
};
BOOST_DESCRIBE_STRUCT(WebhookNotice, (), (delivery_id, occasion, sent_at, text, alarm))
constexpr auto limits_of(const WebhookNotice*) {
  return std::array{base::Limit{.field = "text", .max_length = 2'000, .lines = true}};
}

}  // namespace monitoring
