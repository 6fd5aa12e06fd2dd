#include "voice/sip/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace voice::sip {

namespace {

// RFC 3261 §7.3.3, and the compact forms of RFC 3515, 3891, 3892, 4028, 3841, 6665.
constexpr std::array<std::pair<char, std::string_view>, 18> compact_forms{{
    {'i', "Call-ID"},
    {'m', "Contact"},
    {'e', "Content-Encoding"},
    {'l', "Content-Length"},
    {'c', "Content-Type"},
    {'f', "From"},
    {'s', "Subject"},
    {'k', "Supported"},
    {'t', "To"},
    {'v', "Via"},
    {'r', "Refer-To"},
    {'b', "Referred-By"},
    {'x', "Session-Expires"},
    {'o', "Event"},
    {'u', "Allow-Events"},
    {'a', "Accept-Contact"},
    {'j', "Reject-Contact"},
    {'d', "Request-Disposition"},
}};

std::string_view full_name(std::string_view name) {
  if (name.size() != 1) return name;
  const char c = base::ascii_lower(name)[0];
  for (const auto& [letter, full] : compact_forms)
    if (letter == c) return full;
  return name;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-.!%*_+`'~").contains(c);
  });
}

// Neither NUL nor another control character but tab may stand in a line.
bool is_clean(std::string_view line) {
  return std::ranges::none_of(line,
                              [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 127; });
}

// A line of `text` from `at` on, without its end; moves `at` past the end. A lone LF ends a line too.
std::string_view next_line(std::string_view text, std::size_t& at) {
  const std::size_t end = text.find('\n', at);
  const std::size_t stop = end == std::string_view::npos ? text.size() : end;
  std::string_view line = text.substr(at, stop - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  at = end == std::string_view::npos ? text.size() : end + 1;
  return line;
}

using Fault = std::optional<Malformed>;
Fault fault(std::string why, int status = 400) {
  return Malformed{status, std::move(why), std::nullopt};
}

Fault read_status_line(std::string_view line, Message& message) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return fault("The status line is not one.");
  const std::string_view rest = line.substr(space + 1);
  const auto status = parse_number(rest.substr(0, 3), 699);
  if (!same_word(line.substr(0, space), "SIP/2.0") || rest.size() < 3 || !status || *status < 100 ||
      (rest.size() > 3 && rest[3] != ' '))
    return fault("The status line is not one.");
  message.status = static_cast<int>(*status);
  message.reason = rest.size() > 4 ? rest.substr(4) : std::string_view();
  return std::nullopt;
}

Fault read_request_line(std::string_view line, Message& message) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return fault("The request line is not one.");
  message.method = line.substr(0, first);
  if (!is_token(message.method) || message.method.size() > 64) return fault("The method is not a token.");
  if (last + 1 == line.size()) return fault("The request line ends with a space.");
  const std::string_view uri_text = line.substr(first + 1, last - first - 1);
  if (!same_word(line.substr(last + 1), "SIP/2.0")) return fault("The version is not SIP/2.0.", 505);
  auto uri = Uri::parse(uri_text);
  if (!uri) return fault("The Request-URI is malformed.");
  message.request_uri = std::move(*uri);
  return std::nullopt;
}

Fault read_start_line(std::string_view line, Message& message) {
  if (!is_clean(line) || line.size() > header_bytes_max) return fault("The start line is not clean.");
  return line.size() >= 4 && same_word(line.substr(0, 4), "SIP/") ? read_status_line(line, message)
                                                                  : read_request_line(line, message);
}

// Header lines up to the empty one; `at` is then the body's first byte.
Fault read_header_lines(std::string_view text, std::size_t& at, Message& message) {
  while (at < text.size()) {
    const std::string_view line = next_line(text, at);
    if (line.empty()) return std::nullopt;
    if (!is_clean(line)) return fault("A header holds control characters.");
    if (line.front() == ' ' || line.front() == '\t') {
      if (message.headers.empty()) return fault("The first header is a continuation.");
      std::string& value = message.headers.back().value;
      const std::string_view more = trim(line);
      if (value.size() + more.size() >= header_bytes_max) return fault("A header is too long.", 513);
      if (!value.empty() && !more.empty()) value += ' ';
      value += more;
      continue;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = trim(line.substr(0, colon));
    if (colon == std::string_view::npos || !is_token(name)) return fault("A header has no name.");
    if (line.size() > header_bytes_max || message.headers.size() == header_count_max)
      return fault("There are too many headers, or one is too long.", 513);
    message.add(full_name(name), trim(line.substr(colon + 1)));
  }
  return fault("The headers do not end.");
}

int count(const Message& message, std::string_view name) {
  return static_cast<int>(
      std::ranges::count_if(message.headers, [&](const Header& h) { return same_word(h.name, name); }));
}

Fault read_cseq(Message& message) {
  const std::string_view value = message.get("CSeq");
  const std::size_t space = value.find_first_of(" \t");
  const auto number = parse_number(value.substr(0, space), 0x7fffffff);  // below 2^31 (§8.1.1.5)
  if (!number || space == std::string_view::npos) return fault("CSeq is malformed.");
  message.cseq = {*number, std::string(trim(value.substr(space)))};
  if (!is_token(message.cseq.method)) return fault("CSeq is malformed.");
  return std::nullopt;
}

Fault read_vias(Message& message) {
  for (const std::string_view text : message.all("Via")) {
    auto via = Via::parse(text);
    if (!via) return fault("A Via is malformed.");
    message.vias.push_back(std::move(*via));
  }
  return message.vias.empty() ? fault("There is no Via.") : std::nullopt;
}

// The headers without which no reply can be made.
Fault read_reply_headers(Message& message) {
  for (const std::string_view name : {"From", "To", "Call-ID", "CSeq"})
    if (count(message, name) != 1) return fault(fmt::format("There is not one {}, as there must be.", name));
  if (auto wrong = read_vias(message)) return wrong;
  if (auto wrong = read_cseq(message)) return wrong;
  message.call_id = message.get("Call-ID");
  if (message.call_id.empty() || message.call_id.size() > 512) return fault("Call-ID is empty or too long.");
  return std::nullopt;
}

Fault read_parties(Message& message) {
  auto from = NameAddress::parse(message.get("From"));
  auto to = NameAddress::parse(message.get("To"));
  if (!from) return fault("From is malformed.");
  if (!to) return fault("To is malformed.");
  message.from = std::move(*from);
  message.to = std::move(*to);
  return std::nullopt;
}

Fault check_request(const Message& message) {
  if (message.cseq.method != message.method) return fault("CSeq names another method.");
  for (const std::string_view name : {"Max-Forwards", "Content-Length", "Content-Type", "Expires"})
    if (count(message, name) > 1) return fault(fmt::format("There is more than one {}.", name));
  if (const auto* hops = message.find("Max-Forwards"); hops && !parse_number(*hops, 255))
    return fault("Max-Forwards is malformed.");
  for (const std::string_view contact : message.all("Contact"))
    if (contact != "*" && !NameAddress::parse(contact)) return fault("A Contact is malformed.");
  return std::nullopt;
}

// The length that Content-Length tells; empty when there is none.
std::expected<std::optional<std::size_t>, Malformed> told_length(const Message& message) {
  const std::string* value = message.find("Content-Length");
  if (!value) return std::nullopt;
  const auto length = parse_number(*value, message_bytes_max);
  if (!length) return std::unexpected(Malformed{400, "Content-Length is malformed or too large.", std::nullopt});
  return *length;
}

// Everything up to the body; `at` is then the body's first byte.
Fault read_head(std::string_view bytes, std::size_t& at, Message& message) {
  if (auto wrong = read_start_line(next_line(bytes, at), message)) {
    // The version may be wrong and the rest readable; then there is somebody to answer.
    if (!read_header_lines(bytes, at, message)) (void)read_reply_headers(message);
    return wrong;
  }
  if (auto wrong = read_header_lines(bytes, at, message)) return wrong;
  if (auto wrong = read_reply_headers(message)) return wrong;
  if (auto wrong = read_parties(message)) return wrong;
  return message.is_request() ? check_request(message) : std::nullopt;
}

// A request that was read far enough deserves a reply that says what is wrong.
std::unexpected<Malformed> refuse(Malformed wrong, Message&& message) {
  const bool can_reply = message.is_request() && !message.method.empty() && !message.vias.empty() &&
                         !message.call_id.empty() && !message.cseq.method.empty() && message.cseq.method != "ACK";
  if (can_reply) wrong.reply_to = std::move(message);
  return std::unexpected(std::move(wrong));
}

}  // namespace

std::string Via::text() const {
  return fmt::format("SIP/2.0/{} {}{}{}", transport, host, port != 0 ? ":" + std::to_string(port) : "",
                     parameters.text());
}

std::optional<Via> Via::parse(std::string_view text) {
  // "SIP / 2.0 / UDP host:port;params": spaces may stand around the slashes (§25.1).
  std::array<std::string_view, 2> words;
  for (auto& word : words) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    word = trim(text.substr(0, slash));
    text = text.substr(slash + 1);
  }
  if (!same_word(words[0], "SIP") || words[1] != "2.0") return std::nullopt;
  text = trim(text);
  const std::size_t space = text.find_first_of(" \t");
  if (space == std::string_view::npos || !is_token(text.substr(0, space))) return std::nullopt;
  Via via;
  via.transport = text.substr(0, space);
  std::ranges::transform(via.transport, via.transport.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  text = trim(text.substr(space));
  const std::size_t semicolon = text.find(';');
  // Spaces may stand around the colon of the port as well.
  std::string place(text.substr(0, semicolon));
  std::erase_if(place, [](char c) { return c == ' ' || c == '\t'; });
  const auto uri = Uri::parse("sip:" + place);
  auto parameters =
      Parameters::parse(semicolon == std::string_view::npos ? std::string_view() : text.substr(semicolon));
  if (!uri || !uri->user.empty() || !parameters) return std::nullopt;
  via.host = uri->host;
  via.port = uri->port;
  via.parameters = std::move(*parameters);
  return via;
}

const std::string* Message::find(std::string_view name) const {
  for (const Header& header : headers)
    if (same_word(header.name, name)) return &header.value;
  return nullptr;
}

std::string_view Message::get(std::string_view name) const {
  const std::string* value = find(name);
  return value ? std::string_view(*value) : std::string_view();
}

std::vector<std::string_view> Message::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& header : headers) {
    if (!same_word(header.name, name)) continue;
    for (const std::string_view part : split_list(header.value)) values.push_back(part);
  }
  return values;
}

bool Message::lists(std::string_view name, std::string_view token) const {
  return std::ranges::any_of(all(name), [&](std::string_view part) { return same_word(part, token); });
}

void Message::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void Message::remove(std::string_view name) {
  std::erase_if(headers, [&](const Header& header) { return same_word(header.name, name); });
}

std::string Message::write() const {
  std::string out;
  out.reserve(512 + body.size());
  if (is_request())
    fmt::format_to(std::back_inserter(out), "{} {} SIP/2.0\r\n", method, request_uri.text());
  else
    fmt::format_to(std::back_inserter(out), "SIP/2.0 {} {}\r\n", status, reason);
  for (const Header& header : headers) {
    if (same_word(header.name, "Content-Length")) continue;
    out.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n\r\n", body.size());
  return out + body;
}

std::expected<Message, Malformed> read_datagram(std::string_view bytes) {
  Message message;
  // Line ends before the start line are keep-alives (§7.5).
  bytes.remove_prefix(std::min(bytes.find_first_not_of("\r\n"), bytes.size()));
  if (bytes.size() > message_bytes_max)
    return std::unexpected(Malformed{513, "The message is too large.", std::nullopt});
  std::size_t at = 0;
  if (auto wrong = read_head(bytes, at, message)) return refuse(std::move(*wrong), std::move(message));
  auto length = told_length(message);
  if (!length) return refuse(std::move(length.error()), std::move(message));
  const std::size_t rest = bytes.size() - at;
  if (*length && **length > rest)
    return refuse({400, "The body is shorter than Content-Length.", std::nullopt}, std::move(message));
  message.body = bytes.substr(at, length->value_or(rest));
  return message;
}

StreamReader::Step StreamReader::next(std::expected<Message, Malformed>& message) {
  if (buffer_.starts_with("\r\n\r\n")) {
    buffer_.erase(0, 4);
    return Step::Ping;
  }
  if (buffer_ == "\r\n" || buffer_ == "\r\n\r") return Step::NeedMore;
  while (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
  const std::size_t head_end = buffer_.find("\r\n\r\n");
  if (head_end == std::string::npos) return buffer_.size() > message_bytes_max ? Step::Broken : Step::NeedMore;
  const std::string_view head(buffer_.data(), head_end + 4);
  Message read;
  std::size_t at = 0;
  auto wrong = read_head(head, at, read);
  auto length = told_length(read);
  // On a stream nothing else says where the message ends.
  if (!length || !*length || head_end + 4 + **length > message_bytes_max) return Step::Broken;
  const std::size_t whole = head_end + 4 + **length;
  if (buffer_.size() < whole) return Step::NeedMore;
  if (wrong) {
    message = refuse(std::move(*wrong), std::move(read));
  } else {
    read.body = buffer_.substr(head_end + 4, **length);
    message = std::move(read);
  }
  buffer_.erase(0, whole);
  return Step::Message;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Trying";
    case 180:
      return "Ringing";
    case 181:
      return "Call Is Being Forwarded";
    case 182:
      return "Queued";
    case 183:
      return "Session Progress";
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 407:
      return "Proxy Authentication Required";
    case 408:
      return "Request Timeout";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Unsupported URI Scheme";
    case 420:
      return "Bad Extension";
    case 422:
      return "Session Interval Too Small";
    case 423:
      return "Interval Too Brief";
    case 480:
      return "Temporarily Unavailable";
    case 481:
      return "Call/Transaction Does Not Exist";
    case 482:
      return "Loop Detected";
    case 483:
      return "Too Many Hops";
    case 486:
      return "Busy Here";
    case 487:
      return "Request Terminated";
    case 488:
      return "Not Acceptable Here";
    case 489:
      return "Bad Event";
    case 491:
      return "Request Pending";
    case 500:
      return "Server Internal Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "Version Not Supported";
    case 513:
      return "Message Too Large";
    case 600:
      return "Busy Everywhere";
    case 603:
      return "Decline";
    default:
      return status < 300 ? "OK" : "Refused";
  }
}

Message make_response(const Message& request, int status, std::string_view to_tag, std::string_view reason) {
  Message response;
  response.status = status;
  response.reason = reason.empty() ? reason_phrase(status) : reason;
  response.vias = request.vias;
  response.from = request.from;
  response.to = request.to;
  response.call_id = request.call_id;
  response.cseq = request.cseq;
  for (const Via& via : request.vias) response.add("Via", via.text());
  response.add("From", request.get("From"));
  std::string to(request.get("To"));
  if (status != 100 && request.to.tag().empty() && !to_tag.empty()) {
    to.append(";tag=").append(to_tag);
    response.to.parameters.set("tag", to_tag);
  }
  response.add("To", to);
  response.add("Call-ID", request.call_id);
  response.add("CSeq", request.get("CSeq"));
  return response;
}

}  // namespace voice::sip
