#include "monitoring/notice_rules.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "http/client.h"
#include "keys/keys.h"
#include "mail/message.h"

namespace monitoring {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t shortest_signing_secret = 16;
constexpr std::size_t longest_answer = 500;
constexpr std::array<base::Duration, 7> pauses{10s, 30s, 2min, 5min, 15min, 30min, 60min};

bool has_secret(const NoticeChannelFields& fields, const NoticeChannel* stored) {
  return fields.secret ? !fields.secret->empty() : stored && stored->has_secret;
}

void check_webhook(const NoticeChannelFields& fields, const NoticeChannel* stored, std::vector<base::Fault>& faults) {
  if (!http::is_web_address(fields.url)) faults.push_back({"/url", fields.url.empty() ? "missing" : "bad_format", {}});
  if (!has_secret(fields, stored))
    faults.push_back({"/secret", "missing", {}});
  else if (fields.secret && fields.secret->size() < shortest_signing_secret)
    faults.push_back({"/secret", "too_short", {{"minimum", std::to_string(shortest_signing_secret)}}});
}

// A password goes only where it was entered for, so that nobody learns it by naming another server.
bool goes_elsewhere(const NoticeChannelFields& fields, const NoticeChannel& stored) {
  return fields.host != stored.host || fields.port != stored.port || fields.security != stored.security ||
         fields.login != stored.login;
}

void check_sign_in(const NoticeChannelFields& fields, const NoticeChannel* stored, std::vector<base::Fault>& faults) {
  if (fields.login.empty()) return;
  if (fields.security == mail::Security::None) faults.push_back({"/security", "password_needs_tls", {}});
  if (!has_secret(fields, stored))
    faults.push_back({"/secret", "missing", {}});
  else if (!fields.secret && goes_elsewhere(fields, *stored))
    faults.push_back({"/secret", "secret_again", {}});
}

void check_mail(const NoticeChannelFields& fields, const NoticeChannel* stored, std::vector<base::Fault>& faults) {
  if (!mail::is_host(fields.host)) faults.push_back({"/host", fields.host.empty() ? "missing" : "bad_format", {}});
  if (!mail::is_address(fields.sender))
    faults.push_back({"/sender", fields.sender.empty() ? "missing" : "bad_format", {}});
  if (fields.recipients.empty()) faults.push_back({"/recipients", "missing", {}});
  for (std::size_t i = 0; i < fields.recipients.size(); ++i)
    if (!mail::is_address(fields.recipients[i]))
      faults.push_back({"/recipients/" + std::to_string(i), "bad_format", {}});
  check_sign_in(fields, stored, faults);
}

std::string bytes_text(double bytes) {
  static constexpr std::array units{"B", "KB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  for (; bytes >= 1024 && unit + 1 < units.size(); ++unit) bytes /= 1024;
  return fmt::format("{:.{}f} {}", bytes, unit == 0 ? 0 : 1, units[unit]);
}

}  // namespace

std::vector<base::Fault> check_channel(const NoticeChannelFields& fields, const NoticeChannel* stored) {
  std::vector<base::Fault> faults;
  if (stored && stored->kind != fields.kind) faults.push_back({"/kind", "kind_stays", {}});
  if (fields.least == Severity::Ok) faults.push_back({"/least", "not_a_choice", {{"choices", "warning, critical"}}});
  if (fields.kind == ChannelKind::Webhook)
    check_webhook(fields, stored, faults);
  else
    check_mail(fields, stored, faults);
  return faults;
}

bool is_told(const NoticeChannelSettings& channel, std::string_view source, Severity worst) {
  if (!channel.active || worst < channel.least) return false;
  return channel.sources.empty() || std::any_of(channel.sources.begin(), channel.sources.end(),
                                                [&](const auto& beginning) { return source.starts_with(beginning); });
}

std::optional<base::Duration> pause_after(std::int64_t attempts) {
  const auto index = static_cast<std::size_t>(std::max<std::int64_t>(attempts, 1) - 1);
  if (index >= pauses.size()) return std::nullopt;
  return pauses[index];
}

bool may_help(std::string_view code, int status) {
  if (code == "private_address" || code == "sign_in_refused") return false;
  return code != "status" || status >= 500 || status == 408 || status == 429;
}

std::string signature(std::string_view secret, std::string_view timestamp, std::string_view body) {
  auto bytes = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(secret), secret.size());
  for (std::string_view part : {timestamp, std::string_view("."), body})
    crypto_auth_hmacsha256_update(&state, bytes(part), part.size());
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
  return "v1=" + keys::hex(mac);
}

std::string value_text(double value, ReadingUnit unit) {
  switch (unit) {
    case ReadingUnit::Count:
      return fmt::format("{:.0f}", value);
    case ReadingUnit::Percent:
      return fmt::format("{:.1f} %", value);
    case ReadingUnit::Bytes:
      return bytes_text(value);
    case ReadingUnit::Milliseconds:
      return fmt::format("{:.0f} ms", value);
    case ReadingUnit::Seconds:
      return fmt::format("{:.0f} s", value);
    case ReadingUnit::Days:
      return fmt::format("{:.0f} d", value);
  }
  return "";
}

std::string showable(std::string_view answer) {
  std::string text;
  for (char c : answer.substr(0, longest_answer * 4))
    text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  // A cut may have fallen into a character; other bytes that are no text show nothing.
  for (int cut = 0; cut < 4 && !base::valid_utf8(text) && !text.empty(); ++cut) text.pop_back();
  if (!base::valid_utf8(text)) return "";
  return std::string(base::trim(base::head_utf8(text, longest_answer)));
}

}  // namespace monitoring
