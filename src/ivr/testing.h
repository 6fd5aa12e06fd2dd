#pragma once
// For tests in any module: graphs in a line.

#include <string>
#include <utility>
#include <vector>

#include "ivr/types.h"

namespace ivr::fixture {

inline Phrases say(const std::string& zh, const std::string& en = "") {
  Phrases phrases;
  if (!zh.empty()) phrases.zh.push_back({{}, zh, {}, {}, {}});
  if (!en.empty()) phrases.en.push_back({{}, en, {}, {}, {}});
  return phrases;
}

inline Node node(const std::string& id, NodeKind kind, std::vector<Exit> exits) {
  Node made;
  made.id = id;
  made.kind = kind;
  made.exits = std::move(exits);
  return made;
}
inline Node play(const std::string& id, const std::string& text, const std::string& to, bool interruptible = true) {
  auto made = node(id, NodeKind::Play, {{"next", to}});
  made.play = Play{say(text), interruptible};
  return made;
}
inline Node hangup(const std::string& id, const std::string& text = "", bool returns = false) {
  auto made = node(id, NodeKind::Hangup, {});
  made.hangup = Hangup{say(text), returns};
  return made;
}
// Two tries, five seconds each.
inline Node menu(const std::string& id, const std::string& keys, std::vector<Exit> exits) {
  auto made = node(id, NodeKind::Menu, std::move(exits));
  made.menu = Menu{say("菜单", "Menu"), say("没听清"), true, keys, 5, 2};
  return made;
}
inline Node subflow(const std::string& id, FlowId flow, const std::string& to) {
  auto made = node(id, NodeKind::Subflow, {{"done", to}});
  made.subflow = Subflow{flow};
  return made;
}

}  // namespace ivr::fixture
