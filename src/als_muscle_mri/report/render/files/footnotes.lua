-- On the page a footnote stands beneath the block that calls it, so that a stylesheet alone can
-- move it beside the text. It is numbered by its place in the document.

local function marked(number)
  local name = 'fn' .. number
  local link = pandoc.Link(pandoc.Superscript(tostring(number)), '#' .. name, '',
    pandoc.Attr('fnref' .. number, { 'footnote-ref' }, { { 'role', 'doc-noteref' } }))
  return pandoc.Span({ link }, { class = 'footnote-call', number = tostring(number) })
end

local function note(number, content)
  local back = pandoc.Link('↩\u{fe0e}', '#fnref' .. number, '',
    pandoc.Attr('', { 'footnote-back' },
      { { 'role', 'doc-backlink' }, { 'aria-label', 'Back to the text' } }))
  local first, last = content[1], content[#content]
  if first.content then first.content:insert(1, pandoc.Superscript(tostring(number))) end
  if last.content then last.content:extend { pandoc.Space(), back } end
  return pandoc.Div(content,
    pandoc.Attr('fn' .. number, { 'footnote' }, { { 'role', 'doc-footnote' } }))
end

local PARAGRAPHS = { Para = true, Plain = true, Header = true }

function Pandoc(document)
  local contents = {}
  local blocks = document.blocks:walk {
    Note = function(item)
      contents[#contents + 1] = item.content
      return marked(#contents)
    end,
  }
  local function place(list)
    local result = pandoc.Blocks {}
    for _, block in ipairs(list) do
      result:insert(block)
      if PARAGRAPHS[block.t] then
        block:walk {
          Span = function(span)
            local number = span.classes:includes('footnote-call') and span.attributes.number
            if number then result:insert(note(number, contents[tonumber(number)])) end
          end,
        }
      end
    end
    return result
  end
  blocks = blocks:walk { Blocks = place }:walk {
    Span = function(span)
      if span.classes:includes('footnote-call') then return span.content end
    end,
  }
  return pandoc.Pandoc(blocks, document.meta)
end
