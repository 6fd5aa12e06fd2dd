#include "bench/chat/hall.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace bench {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

// A visitor's address has at most so many visitors: what one address may begin at once.
constexpr int visitors_per_address = 25;
constexpr std::uint32_t first_address = 1u << 16 | 1u;  // 127.1.0.1
constexpr std::uint32_t agents_address = 1u;            // 127.0.0.1
constexpr std::chrono::seconds patience{300};
// Words that come later than so long after the last one was due count as missing.
constexpr std::chrono::seconds afterwards{3};

std::int64_t now_ns() {
  return Clock::now().time_since_epoch().count();
}

std::string id_of(const json::value& value) {
  return std::string(value.as_string());
}

void require(int status, int expected, std::string_view body) {
  if (status != expected) throw std::runtime_error(fmt::format("{} instead of {}: {}", status, expected, body));
}

}  // namespace

Hall::Hall(std::uint16_t port, Size size)
    : size_(size), swarm_(port), visitors_(static_cast<std::size_t>(size.visitors)) {
  const int addresses = (size.visitors + visitors_per_address - 1) / visitors_per_address;
  for (int i = 0; i < addresses; ++i) pool_.push_back(swarm_.connect(first_address + static_cast<std::uint32_t>(i)));
}

template <class Fits>
void Hall::until(const char* what, Fits fits) {
  for (const auto end = Clock::now() + patience; !fits(); swarm_.turn(100))
    if (Clock::now() > end) throw std::runtime_error(fmt::format("waited in vain until {}", what));
}

template <class Begin>
void Hall::for_all(Begin begin) {
  done_ = 0;
  for (int i = 0; i < size_.visitors; ++i) {
    begin(i);
    until("some are done", [&] { return i - done_ < 200; });
  }
  until("all are done", [&] { return done_ == size_.visitors; });
}

void Hall::begin_session(int i, const std::string& site_key) {
  swarm_.post(line_of(i), "/api/v1/webchat/sessions", "", fmt::format(R"({{"site_key":"{}"}})", site_key),
              [this, i](int status, std::string_view body) {
                require(status, 200, body);
                visitors_[static_cast<std::size_t>(i)].token = id_of(json::parse(body).at("token"));
                ++done_;
              });
}

void Hall::begin_chat(int i) {
  Visitor& visitor = visitors_[static_cast<std::size_t>(i)];
  swarm_.post(line_of(i), "/api/v1/webchat/chats", fmt::format("Authorization: Bearer {}\r\n", visitor.token),
              R"({"form":{},"language":"zh-CN","page":{"url":"","title":""},"text":"您好","client_id":"begin"})",
              [this, i](int status, std::string_view body) {
                require(status, 201, body);
                auto& chat = visitors_[static_cast<std::size_t>(i)].chat;
                chat = id_of(json::parse(body).at("id"));
                by_chat_[chat] = i;
                connect_visitor(i);
              });
}

void Hall::connect_visitor(int i) {
  Visitor& visitor = visitors_[static_cast<std::size_t>(i)];
  visitor.feed = swarm_.connect(first_address + static_cast<std::uint32_t>(static_cast<std::size_t>(i) % pool_.size()));
  swarm_.upgrade(visitor.feed, "/api/v1/webchat/live", "",
                 [this, i](std::string_view frame) { hear_visitor(visitors_[static_cast<std::size_t>(i)], frame); });
  swarm_.say(visitor.feed,
             fmt::format(R"({{"op":"hello","token":"{}","chat_id":"{}","after":0}})", visitor.token, visitor.chat));
}

void Hall::connect_agent(int i) {
  desks_.push_back(swarm_.connect(agents_address));
  swarm_.upgrade(desks_.back(), "/api/v1/live", agents_[static_cast<std::size_t>(i)],
                 [this, i](std::string_view frame) { hear_agent(i, frame); });
  for (auto topic : {"my_agent", "my_work", "my_chats", "my_chat_messages"})
    swarm_.say(desks_.back(), fmt::format(R"({{"op":"subscribe","topic":"{}"}})", topic));
}

void Hall::open_program(const std::string& site_key, const std::vector<std::string>& cookies) {
  for (const auto& cookie : cookies) agents_.push_back("Cookie: " + cookie + "\r\n");
  for (int i = 0; i < size_.agents; ++i) connect_agent(i);
  until("agents are connected", [&] { return snapshots_ == 4 * size_.agents; });
  for_all([&](int i) { begin_session(i, site_key); });
  for_all([&](int i) { begin_chat(i); });
  until("all chats are answered", [&] { return taken_ == size_.visitors; });
  is_set_up_ = true;
}

void Hall::open_relay() {
  done_ = 0;
  for (int i = 0; i < size_.visitors; ++i) {
    Visitor& visitor = visitors_[static_cast<std::size_t>(i)];
    visitor.chat = std::to_string(i);
    visitor.agent = i % size_.agents;
    connect_visitor(i);
  }
  for (int i = 0; i < size_.agents; ++i) {
    agents_.emplace_back();
    desks_.push_back(swarm_.connect(agents_address));
    swarm_.upgrade(desks_.back(), "/api/v1/live", "", [this, i](std::string_view frame) { hear_agent(i, frame); });
    for (int chat = i; chat < size_.visitors; chat += size_.agents)
      swarm_.say(desks_.back(), fmt::format(R"({{"op":"hello","chat_id":"{}"}})", chat));
  }
  is_set_up_ = true;
  until("all are connected", [&] { return done_ == size_.visitors; });
}

// --- what comes

void Hall::note(std::string_view text, std::vector<double>& waits) {
  std::int64_t due = 0;
  std::from_chars(text.data(), text.data() + text.size(), due);
  waits.push_back(static_cast<double>(now_ns() - due) / 1e6);
  ++figures_.arrived;
}

// As the widget does: what it has received it says.
void Hall::hear_visitor(Visitor& visitor, std::string_view frame) {
  if (!visitor.is_connected) {
    visitor.is_connected = true;
    ++done_;
  }
  constexpr std::string_view mark = R"("text":"a)", number = R"("seq":)";
  auto text = frame.find(mark);
  if (text == frame.npos) return;
  note(frame.substr(text + mark.size()), figures_.to_visitors);
  auto seq = frame.substr(frame.find(number) + number.size());
  swarm_.say(visitor.feed, fmt::format(R"({{"op":"received","seq":{}}})", seq.substr(0, seq.find_first_of(",}"))));
}

void Hall::hear_agent(int agent, std::string_view frame) {
  if (!is_set_up_) {
    if (frame.find(R"("snapshot":)") != frame.npos) ++snapshots_;
    if (frame.find(R"("topic":"my_work")") != frame.npos) take_work(agent, frame);
    if (frame.find(R"("topic":"my_chats")") != frame.npos) take_chats(agent, frame);
    if (frame.find(R"("error":)") != frame.npos) throw std::runtime_error(std::string(frame));
    return;
  }
  constexpr std::string_view mark = R"("text":"v)";
  for (std::size_t at = 0; (at = frame.find(mark, at)) != frame.npos; at += mark.size())
    note(frame.substr(at + mark.size(), 20), figures_.to_agents);
}

void Hall::take_work(int agent, std::string_view frame) {
  const auto parsed = json::parse(frame);
  const auto* items = parsed.as_object().if_contains("upserts");
  if (!items) return;
  for (const auto& item : items->as_array())
    if (item.at("state") == "offered")
      swarm_.post(idle_line(), "/api/v1/work-offers/" + id_of(item.at("offer_id")) + "/answers",
                  agents_[static_cast<std::size_t>(agent)], "", [](int status, std::string_view body) {
                    if (status != 409) require(status, 200, body);
                  });
}

void Hall::take_chats(int agent, std::string_view frame) {
  const auto parsed = json::parse(frame);
  const auto* chats = parsed.as_object().if_contains("upserts");
  if (!chats) return;
  for (const auto& chat : chats->as_array()) {
    auto known = by_chat_.find(id_of(chat.at("id")));
    if (chat.at("state") != "active" || known == by_chat_.end()) continue;
    Visitor& visitor = visitors_[static_cast<std::size_t>(known->second)];
    if (visitor.agent < 0) ++taken_;
    visitor.agent = agent;
  }
}

// --- what is said

std::size_t Hall::idle_line() {
  for (std::size_t i = 0; i < pool_.size(); ++i) {
    next_line_ = (next_line_ + 1) % pool_.size();
    if (swarm_.waiting(pool_[next_line_]) == 0) break;
  }
  return pool_[next_line_];
}

// Turn by turn of a visitor and of the agent of another one.
void Hall::send(std::int64_t due, std::int64_t number) {
  const bool from_agent = number % 2 == 1;
  const Visitor& visitor = visitors_[static_cast<std::size_t>(number / 2 * 7 % size_.visitors)];
  const auto path = fmt::format("/api/v1{}/chats/{}/messages", from_agent ? "" : "/webchat", visitor.chat);
  const auto who = from_agent ? agents_[static_cast<std::size_t>(visitor.agent)]
                              : fmt::format("Authorization: Bearer {}\r\n", visitor.token);
  const auto body = fmt::format(R"({{"client_id":"w{}","text":"{}{} 机顶盒重启以后画面还是不动，请您帮忙看看"{}}})",
                                ++words_, from_agent ? 'a' : 'v', due, from_agent ? R"(,"visibility":"everyone")" : "");
  ++figures_.sent;
  swarm_.post(idle_line(), path, who, body, [this, due](int status, std::string_view reply) {
    require(status, 200, reply);
    figures_.replies.push_back(static_cast<double>(now_ns() - due) / 1e6);
  });
}

Figures Hall::talk(int rate, int seconds) {
  figures_ = {};
  const auto began = now_ns(), step = std::int64_t{1'000'000'000} / rate;
  const auto count = std::int64_t{rate} * seconds;
  for (std::int64_t next = 0; next < count;) {
    for (; next < count && began + next * step <= now_ns(); ++next) send(began + next * step, next);
    swarm_.turn(1);
  }
  for (const auto end = Clock::now() + afterwards; figures_.arrived < figures_.sent && Clock::now() < end;)
    swarm_.turn(10);
  figures_.span = static_cast<double>(now_ns() - began) / 1e9;
  return figures_;
}

}  // namespace bench
