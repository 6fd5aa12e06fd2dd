// Files in chats: what they are is read from their bytes; pictures are made anew.

#include <algorithm>
#include <array>

#include "base/text.h"
#include "channels/webchat/verbs.h"

namespace channels {
namespace {

using namespace std::string_view_literals;

constexpr std::array pictures = {"image/jpeg"sv, "image/png"sv, "image/gif"sv, "image/webp"sv};

// What else may be sent, with the endings by which people open it.
struct Kind {
  std::string_view type;
  std::array<std::string_view, 3> endings;
};
constexpr std::array kinds = {
    Kind{"application/pdf", {"pdf", "", ""}},
    Kind{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", {"docx", "", ""}},
    Kind{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {"xlsx", "", ""}},
    Kind{"application/vnd.openxmlformats-officedocument.presentationml.presentation", {"pptx", "", ""}},
    Kind{"application/vnd.oasis.opendocument.text", {"odt", "", ""}},
    Kind{"application/vnd.oasis.opendocument.spreadsheet", {"ods", "", ""}},
    Kind{"text/csv", {"csv", "txt", ""}},
    Kind{"text/plain", {"txt", "log", "csv"}},
    Kind{"audio/mpeg", {"mp3", "", ""}},
    Kind{"audio/wav", {"wav", "", ""}},
    Kind{"audio/ogg", {"ogg", "oga", "opus"}},
    Kind{"audio/mp4", {"m4a", "mp4", ""}},
    Kind{"audio/amr", {"amr", "", ""}},
    Kind{"video/mp4", {"mp4", "mov", "3gp"}},
};

// Without "; charset=…".
std::string_view plain(std::string_view type) {
  return base::trim(type.substr(0, type.find(';')));
}

std::string ending_of(std::string_view name) {
  auto dot = name.rfind('.');
  return dot == name.npos ? "" : base::ascii_lower(name.substr(dot + 1));
}

// The name with the ending that its content has.
std::string renamed(std::string_view name, std::string_view type) {
  auto dot = name.rfind('.');
  auto stem = std::string(name.substr(0, dot == name.npos || dot == 0 ? name.size() : dot));
  return (stem.empty() ? "picture" : stem) + (type == "image/png" ? ".png" : ".jpg");
}

bool is_allowed(std::string_view type, std::string_view ending) {
  return std::any_of(kinds.begin(), kinds.end(), [&](const Kind& kind) {
    return kind.type == type && !ending.empty() &&
           std::find(kind.endings.begin(), kind.endings.end(), ending) != kind.endings.end();
  });
}

}  // namespace

base::Result<Attachment> Webchat::keep(const Upload& upload, ChatId chat) {
  if (upload.client_id.empty() || upload.client_id.size() > 40) return base::refuse_fault("/client_id", "bad_format");
  if (upload.content.empty()) return base::refuse_fault("/file", "missing");
  if (upload.content.size() > max_file_bytes)
    return base::refuse(base::Code::TooLarge, "file_too_large",
                        {{"megabytes", std::to_string(max_file_bytes / 1024 / 1024)}});
  const auto sniffed = files::sniff(upload.content);
  const std::string type(plain(sniffed));
  Attachment file;
  file.name = std::string(base::head_utf8(upload.name, 120));
  file.content_type = sniffed;
  std::string content = upload.content;
  if (std::find(pictures.begin(), pictures.end(), type) != pictures.end()) {
    auto picture = cleaner_.clean(upload.content, type);
    if (!picture) return base::pass(picture);
    content = std::move(picture->content);
    file.content_type = picture->content_type;
    file.name = renamed(file.name, picture->content_type);
    file.width = picture->width;
    file.height = picture->height;
  } else if (!is_allowed(type, ending_of(file.name))) {
    return base::refuse(base::Code::UnsupportedMedia, "file_not_allowed");
  }
  file.size = static_cast<std::int64_t>(content.size());
  file.id = platform_.ids.make<files::FileId>();
  auto blob = files_.put(content);
  platform_.database.write([&](db::Transaction& tx) {
    files_.add(tx, {file.id,
                    file.name,
                    file.content_type,
                    file.size,
                    blob,
                    "channels.webchat",
                    chat.value,
                    platform_.clock.now(),
                    {}});
  });
  return file;
}

void Webchat::discard_unless(bool taken, files::FileId id) {
  if (taken) return;
  platform_.database.write([&](db::Transaction& tx) { files_.remove(tx, id, platform_.clock.now()); });
}

base::Result<ChatFile> Webchat::open_file(db::Transaction& tx, ChatId chat, files::FileId id) {
  auto file = files_.find(tx, id);
  if (!file || file->owner != "channels.webchat" || file->owner_id != chat.value) return base::not_found();
  auto content = files_.open(file->blob);
  if (!content) return base::not_found();
  return ChatFile{{file->id, file->name, file->content_type, file->size, 0, 0}, std::move(content)};
}

}  // namespace channels
