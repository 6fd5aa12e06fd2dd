#pragma once
// A lobby with a web site, for tests in any module: browsers that write to it, over the verbs
// and over the visitors' feed, and readers that are stepped by hand.

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "channels/replies/replies.h"
#include "channels/rights.h"
#include "channels/webchat/feed.h"
#include "channels/webchat/webchat.h"
#include "contacts/testing.h"

namespace channels::fixture {

using agents::fixture::need;
using agents::fixture::why;

// What a visitor's browser got over its live feed.
class Window final : public http::Socket {
 public:
  explicit Window(std::int64_t id) : id_(id) {}

  void send(std::shared_ptr<const std::string> text) override {
    std::lock_guard lock(mutex_);
    frames_.push_back(boost::json::parse(*text).as_object());
  }
  void close(int, std::string reason) override {
    std::lock_guard lock(mutex_);
    closed_ = std::move(reason);
  }
  std::int64_t id() const override { return id_; }

  // The texts of all messages in the order in which they came.
  std::vector<std::string> said() const {
    std::lock_guard lock(mutex_);
    std::vector<std::string> texts;
    for (const auto& frame : frames_)
      if (frame.at("kind") == "message") texts.emplace_back(frame.at("message").at("text").as_string());
    return texts;
  }
  // The chat as it was told last; null before.
  boost::json::value chat() const {
    std::lock_guard lock(mutex_);
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame)
      if (frame->at("kind") == "chat") return frame->at("chat");
    return nullptr;
  }
  std::int64_t count(std::string_view kind) const {
    std::lock_guard lock(mutex_);
    return std::count_if(frames_.begin(), frames_.end(),
                         [&](const auto& frame) { return std::string_view(frame.at("kind").as_string()) == kind; });
  }
  // The reason why the server closed it; "" while it is open.
  std::string closed() const {
    std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  const std::int64_t id_;
  mutable std::mutex mutex_;
  std::vector<boost::json::object> frames_;
  std::string closed_;
};

class Reception {
 public:
  Reception(db::Database& database, const std::string& folder, Rates rates = {})
      : lobby(database, folder, channel_rights()),
        images(images::find_program()),
        webchat(lobby.platform(), lobby.files, images, lobby.messages, rates),
        replies(lobby.platform()) {}

  db::Database& database() { return lobby.database(); }
  base::ManualClock& clock() { return lobby.hall.floor.world.clock; }
  agents::fixture::Floor& floor() { return lobby.hall.floor; }
  const org::Actor& admin() { return lobby.admin(); }

  SiteFields fields(const routing::Queue& queue) {
    SiteFields site;
    site.centre_id = queue.centre_id;
    site.name = "官网" + std::to_string(++sites_);
    site.queue_id = queue.id;
    return site;
  }
  Site site(const routing::Queue& queue) { return need(webchat.create_site(admin(), fields(queue))); }

  // A browser that opens the widget for the first time.
  Visitor visitor(const Site& site, const std::string& address = "192.0.2.1") {
    return {need(webchat.begin_session({"", address}, {site.site_key, {}, {}})).token, address};
  }
  NewChat words(const std::string& text) {
    NewChat chat;
    chat.language = "zh-CN";
    chat.text = text;
    chat.client_id = client_id();
    return chat;
  }
  std::string client_id() { return "c" + std::to_string(++clients_); }
  VisitorChat start(const Visitor& visitor, const std::string& text = "") {
    return need(webchat.start(visitor, words(text)));
  }
  VisitorMessage say(const Visitor& visitor, ChatId id, const std::string& text) {
    return need(webchat.say(visitor, id, {client_id(), text}));
  }
  ChatMessage say(const org::Actor& agent, ChatId id, const std::string& text,
                  Visibility visibility = Visibility::Everyone) {
    return need(webchat.say(agent, id, {client_id(), text, visibility}));
  }
  Chat get(ChatId id) { return need(webchat.chat(admin(), id)); }
  // Whoever is offered the chat takes it.
  void answer(ChatId id, const org::Actor& agent) {
    need(lobby.hall.routing.answer(agent, *lobby.hall.item(*get(id).work_item_id).offer_id));
    settle();
  }
  // The texts that the visitor sees.
  std::vector<std::string> seen(const Visitor& visitor, ChatId id) {
    std::vector<std::string> texts;
    for (const auto& message : need(webchat.messages(visitor, id, {200, {}})).items) texts.push_back(message.text);
    return texts;
  }
  std::shared_ptr<Window> open(const Visitor& visitor, ChatId id, std::int64_t after = 0) {
    auto window = std::make_shared<Window>(++windows_);
    webchat.feed().opened(window, "zh-CN");
    webchat.feed().received(window->id(), R"({"op":"hello","token":")" + visitor.token + R"(","chat_id":")" +
                                              id.text() + R"(","after":)" + std::to_string(after) + "}");
    settle();
    return window;
  }

  // Everybody hears of everything.
  void settle() {
    webchat.feed().step();
    do lobby.settle();
    while (follow());
    webchat.feed().step();
  }
  void pass(base::Duration time) {
    lobby.pass(time);
    webchat.close_silent();
    settle();
  }
  // The reader takes up what is settled, and the feed is told; gives whether there was anything.
  bool follow() {
    events::wait_until_settled(database());
    auto batch = database().write([&](db::Transaction& tx) {
      auto events = events::read_after(tx, events::load_cursor(tx, "webchat"), 500);
      if (!events.empty()) {
        webchat.follow_routing(tx, events);
        events::save_cursor(tx, "webchat", events.back().position);
      }
      return events;
    });
    webchat.feed().changed(batch);
    return !batch.empty();
  }

  contacts::fixture::Lobby lobby;
  images::Cleaner images;
  Webchat webchat;
  Replies replies;

 private:
  int sites_ = 0, clients_ = 0;
  std::int64_t windows_ = 0;
};

}  // namespace channels::fixture
