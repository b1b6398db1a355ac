-- The few features of Quarto the manuscript uses, for plain pandoc:
-- variables, numbered sections, tables and figures, cross-references, callouts, appendix.
-- Embedded notebook cells arrive as divisions with an id and the caption as last paragraph,
-- the form Quarto itself gives them.

local stringify = pandoc.utils.stringify
local NBSP = '\u{a0}'
local KINDS = { tbl = 'Table', fig = 'Figure' }
local CALLOUTS = {
  note = { 'Note', '0758e5', 'e6effd' },
  tip = { 'Tip', '00a047', 'e5f5ec' },
  important = { 'Important', 'cc1914', 'f9e7e7' },
  warning = { 'Warning', 'eb9113', 'fdf4e7' },
  caution = { 'Caution', 'fc5300', 'ffede5' },
}

local problems = {}
local function problem(text) problems[#problems + 1] = text end

local is_html = FORMAT:match('html') ~= nil
local is_typst = FORMAT == 'typst'
local is_docx = FORMAT == 'docx'

local function raw(text) return pandoc.RawBlock(is_docx and 'openxml' or FORMAT, text) end
local function raw_inline(text)
  return pandoc.RawInline(is_docx and 'openxml' or FORMAT, text)
end

local function has_class(element, class) return element.classes:includes(class) end

-- ---------------------------------------------------------------- variables

local variables = {}

local function read_variables()
  local file = assert(io.open('variables.json', 'r'))
  variables = pandoc.json.decode(file:read('a'), false)
  file:close()
end

local function value_of(name)
  local branch = variables
  for key in name:gmatch('[^.]+') do
    branch = type(branch) == 'table' and branch[key] or nil
  end
  if branch == nil or type(branch) == 'table' then
    problem('unknown variable ' .. name)
    return pandoc.Inlines {}
  end
  local text = tostring(branch)
  local blocks = pandoc.read(text, 'markdown').blocks
  if #blocks == 0 then return pandoc.Inlines {} end
  if #blocks == 1 and (blocks[1].t == 'Para' or blocks[1].t == 'Plain') then
    return blocks[1].content
  end
  return pandoc.Inlines { pandoc.Str(text) }
end

-- The reader cuts `({{< var a.b >}},` into words; put them together again and cut it anew.
local function shortcode_end(inlines, start)
  local text = ''
  for i = start, #inlines do
    local inline = inlines[i]
    if inline.t == 'Str' then
      text = text .. inline.text
    elseif inline.t == 'Space' or inline.t == 'SoftBreak' then
      text = text .. ' '
    else
      return nil
    end
    local open = select(2, text:gsub('{{<', ''))
    local closed = select(2, text:gsub('>}}', ''))
    if open > 0 and open == closed then return i, text end
  end
end

local function substitute(text)
  local result = pandoc.Inlines {}
  local position = 1
  while true do
    local first, last, inside = text:find('{{<%s*(.-)%s*>}}', position)
    if not first then break end
    if first > position then result:insert(pandoc.Str(text:sub(position, first - 1))) end
    local name = inside:match('^var%s+(%S+)$')
    if name then
      result:extend(value_of(name))
    else
      problem('unknown shortcode {{< ' .. inside .. ' >}}')
    end
    position = last + 1
  end
  if position <= #text then result:insert(pandoc.Str(text:sub(position))) end
  return result
end

local function put_variables(inlines)
  local result, changed, i = pandoc.Inlines {}, false, 1
  while i <= #inlines do
    local inline = inlines[i]
    if inline.t == 'Str' and inline.text:find('{{<', 1, true) then
      local last, text = shortcode_end(inlines, i)
      if last then
        result:extend(substitute(text))
        i = last
        changed = true
      else
        problem('a shortcode that does not end: ' .. inline.text)
        result:insert(inline)
      end
    else
      result:insert(inline)
    end
    i = i + 1
  end
  if changed then return result end
end

local function decoded(target)
  return (target:gsub('%%(%x%x)', function(hex) return string.char(tonumber(hex, 16)) end))
end

local function put_in_target(target)
  local plain = decoded(target)
  if not plain:find('{{<', 1, true) then return target end
  return stringify(substitute(plain))
end

local put = {
  Inlines = put_variables,
  Link = function(link)
    link.target = put_in_target(link.target)
    return link
  end,
}

-- ---------------------------------------------------------------- numbers

local numbers = {} -- label to { kind = , number = }
local known = {} -- every identifier seen
local top = 1 -- level of the topmost heading

local function note_identifier(identifier)
  if identifier == '' then return end
  if known[identifier] then problem('the label ' .. identifier .. ' is given twice') end
  known[identifier] = true
end

local function kind_of(identifier)
  local kind = identifier:match('^(%a+)%-')
  return KINDS[kind] and kind or nil
end

local function number_headings(blocks)
  top = 7
  blocks:walk { Header = function(header) top = math.min(top, header.level) end }
  local counters = {}
  return blocks:walk {
    Header = function(header)
      note_identifier(header.identifier)
      header.level = math.max(1, header.level - ((is_html and 0) or (top - 1)))
      if has_class(header, 'unnumbered') then
        numbers[header.identifier] = { kind = 'sec' }
        return header
      end
      local depth = header.level - (is_html and (top - 1) or 0)
      counters[depth] = (counters[depth] or 0) + 1
      for deeper = depth + 1, 6 do counters[deeper] = nil end
      local parts = {}
      for level = 1, depth do parts[level] = tostring(counters[level] or 0) end
      local number = table.concat(parts, '.')
      numbers[header.identifier] = { kind = 'sec', number = number }
      if is_html then
        header.attributes['number'] = number
      elseif is_docx then
        header.content:insert(1, pandoc.Str(depth == 1 and number .. '. ' or number .. ' '))
      end
      return header
    end,
  }
end

-- ---------------------------------------------------------------- tables and figures

local function prefix(kind, number) return KINDS[kind] .. NBSP .. number end

local function html_escape(text)
  return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }))
end

local function html_float(identifier, kind, number, caption, content)
  local id = identifier .. '-caption'
  local name = html_escape(prefix(kind, number) .. ': ' .. stringify(caption))
  local blocks = pandoc.Blocks {
    raw('<div id="' .. identifier .. '" class="quarto-float quarto-figure">\n'
      .. '<figure class="quarto-float quarto-float-' .. kind .. ' figure">'),
  }
  local captioned = pandoc.Blocks {
    raw('<figcaption class="quarto-float-caption quarto-float-' .. kind .. '" id="' .. id .. '">'),
    pandoc.Plain(pandoc.Inlines {
      pandoc.Span({ pandoc.Str(prefix(kind, number) .. ':') }, { class = 'float-number' }),
      pandoc.Space(),
    } .. caption),
    raw('</figcaption>'),
  }
  local body = pandoc.Blocks { raw(kind == 'tbl'
    and '<div class="table-scroll" role="region" tabindex="0" aria-label="' .. name .. '">'
    or '<div>') }
  body:extend(content)
  body:insert(raw('</div>'))
  if kind == 'tbl' then blocks:extend(captioned) end
  blocks:extend(body)
  if kind ~= 'tbl' then blocks:extend(captioned) end
  blocks:insert(raw('</figure>\n</div>'))
  return blocks
end

local function typst_float(identifier, kind, caption, content)
  local blocks = pandoc.Blocks { raw('#figure([') }
  blocks:extend(content)
  blocks:insert(raw('], caption: figure.caption(position: '
    .. (kind == 'tbl' and 'top' or 'bottom') .. ', ['))
  blocks:insert(pandoc.Plain(caption))
  blocks:insert(raw(']), kind: "quarto-float-' .. kind .. '", supplement: "' .. KINDS[kind]
    .. '", numbering: "1") <' .. identifier .. '>\n\n'))
  return blocks
end

-- Word counts the tables and figures itself, so that its own lists and references work.
local function word_number(kind, number)
  return raw_inline('<w:fldSimple w:instr=" SEQ ' .. KINDS[kind] .. ' \\* ARABIC "><w:r><w:t>'
    .. number .. '</w:t></w:r></w:fldSimple>')
end

local function docx_float(identifier, kind, number, caption, content)
  local style = kind == 'tbl' and 'Table Caption' or 'Image Caption'
  local label = pandoc.Span(
    { pandoc.Str(KINDS[kind] .. NBSP), word_number(kind, number) }, { id = identifier })
  local captioned = pandoc.Div(
    { pandoc.Para(pandoc.Inlines { pandoc.Strong { label, pandoc.Str(':') }, pandoc.Space() } .. caption) },
    { ['custom-style'] = style })
  local body = pandoc.Div(content,
    kind == 'fig' and { ['custom-style'] = 'Captioned Figure' } or {})
  return kind == 'tbl' and { captioned, body } or { body, captioned }
end

local counts = { tbl = 0, fig = 0 }

local function float(identifier, caption, content)
  local kind = kind_of(identifier)
  counts[kind] = counts[kind] + 1
  local number = tostring(counts[kind])
  note_identifier(identifier)
  numbers[identifier] = { kind = kind, number = number }
  if is_html then return html_float(identifier, kind, number, caption, content) end
  if is_typst then return typst_float(identifier, kind, caption, content) end
  return pandoc.Blocks(docx_float(identifier, kind, number, caption, content))
end

local function float_of_div(div)
  local content = div.content
  local last = content[#content]
  if not last or (last.t ~= 'Para' and last.t ~= 'Plain') then
    problem('the caption of ' .. div.identifier .. ' is missing')
    return nil
  end
  content:remove(#content)
  return float(div.identifier, last.content, content), false
end

local function float_of_table(tbl)
  if not kind_of(tbl.identifier) then return nil end
  local identifier = tbl.identifier
  local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
  tbl.identifier = ''
  tbl.caption = { long = {} }
  return float(identifier, caption, pandoc.Blocks { tbl }), false
end

local function float_of_figure(figure)
  if not kind_of(figure.identifier) then return nil end
  local caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
  local content = figure.content:walk {
    Image = function(image)
      image.attributes['alt'] = image.attributes['fig-alt'] or image.attributes['alt']
      image.attributes['fig-alt'] = nil
      image.caption = {}
      return image
    end,
  }
  return float(figure.identifier, caption, content), false
end

-- ---------------------------------------------------------------- callouts

local function callout(div, kind)
  local name, colour, ground = table.unpack(CALLOUTS[kind])
  local content = div.content
  local title = pandoc.Inlines { pandoc.Str(name) }
  if div.attributes.title then
    title = pandoc.utils.blocks_to_inlines(
      pandoc.read(div.attributes.title, 'markdown').blocks:walk(put))
  elseif content[1] and content[1].t == 'Header' then
    title = content[1].content
    content:remove(1)
  end
  if is_html then
    return pandoc.Div({
      pandoc.Div({ pandoc.Plain(title) }, { class = 'callout-header callout-title-container' }),
      pandoc.Div(content, { class = 'callout-body-container callout-body' }),
    }, { class = 'callout callout-style-default callout-titled callout-' .. kind })
  elseif is_typst then
    local blocks = pandoc.Blocks { raw('#callout(body: [') }
    blocks:extend(content)
    blocks:extend { raw('], title: ['), pandoc.Plain(title), raw('], background_color: rgb("#'
      .. ground .. '"), icon_color: rgb("#' .. colour .. '"))') }
    return blocks
  end
  return pandoc.Div({
    pandoc.Div({ pandoc.Para(title) }, { ['custom-style'] = 'Callout Title' }),
    pandoc.Div(content, { ['custom-style'] = 'Callout' }),
  })
end

local function divisions(div)
  if kind_of(div.identifier) then return float_of_div(div) end
  for _, class in ipairs(div.classes) do
    local kind = class:match('^callout%-(%a+)$')
    if kind then
      if CALLOUTS[kind] then return callout(div, kind), false end
      problem('unknown callout .' .. class)
    end
  end
  note_identifier(div.identifier)
end

-- ---------------------------------------------------------------- references

local function reference(citation)
  local label = citation.id
  local found = numbers[label]
  if not found then
    problem('the reference @' .. label .. ' leads to nothing')
    return pandoc.Inlines {}
  end
  if not found.number then
    problem('the reference @' .. label .. ' leads to a heading without a number')
    return pandoc.Inlines {}
  end
  local name = KINDS[found.kind] or 'Section'
  local text = pandoc.Inlines { pandoc.Str(name .. NBSP .. found.number) }
  if citation.mode == 'SuppressAuthor' then text = pandoc.Inlines { pandoc.Str(found.number) } end
  if #citation.prefix > 0 then
    text = citation.prefix .. pandoc.Inlines { pandoc.Str(NBSP .. found.number) }
  end
  return pandoc.Inlines { pandoc.Link(text, '#' .. label, '', { class = 'quarto-xref' }) }
end

local function references(cite)
  local result = pandoc.Inlines {}
  local crossed = 0
  for i, citation in ipairs(cite.citations) do
    if citation.id:match('^tbl%-') or citation.id:match('^fig%-') or citation.id:match('^sec%-') then
      crossed = crossed + 1
      if i > 1 then result:extend { pandoc.Str(','), pandoc.Space() } end
      result:extend(reference(citation))
    end
  end
  if crossed == 0 then return nil end
  if crossed < #cite.citations then
    problem('a reference and a citation share one pair of brackets: ' .. stringify(cite))
  end
  return result
end

-- ---------------------------------------------------------------- pictures, tables, appendix

local PAGE_INCHES = 6.535 -- the text width of the page: A4 less margins of 22 mm

-- Typst reads from the stage: a path from there starts with a slash. Pandoc's writer would drop
-- the text alternative and let a wide picture run off the page.
local function typst_picture(image, drawing)
  local path = image.src
  if drawing then
    path = drawing
  elseif not path:match('^pictures/') then
    path = '/' .. path
  end
  local number, unit = (image.attributes.width or ''):match('^([%d.]+)(%a*%%?)$')
  local per_inch = { [''] = 96, px = 96, ['in'] = 1, cm = 2.54, mm = 25.4, pt = 72 }
  local width = '100%'
  if unit == '%' then
    width = number .. '%'
  elseif per_inch[unit] and tonumber(number) / per_inch[unit] < PAGE_INCHES then
    width = string.format('%.4fin', tonumber(number) / per_inch[unit])
  end
  local alternative = image.attributes.alt or stringify(image.caption)
  return raw_inline(string.format('#box(image(%s, width: %s, alt: %s))', pandoc.json.encode(path),
    width, pandoc.json.encode(alternative)))
end

local function picture(image)
  local drawing = image.attributes.drawing
  image.attributes.drawing = nil
  if is_typst then return typst_picture(image, drawing) end
  if is_docx and image.attributes.alt then
    image.caption = { pandoc.Str(image.attributes.alt) }
  end
  return image
end

local function plain_table(tbl)
  tbl.classes:insert('typst:no-figure')
  return tbl
end

-- As on Quarto's pages, sections marked .appendix stand after everything else.
local function appendix_last(blocks)
  local body, appendix = pandoc.Blocks {}, pandoc.Blocks {}
  local within = nil
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and (not within or block.level <= within) then
      within = has_class(block, 'appendix') and block.level or nil
      if within then block.classes:insert('quarto-appendix-heading') end
    end
    (within and appendix or body):insert(block)
  end
  if #appendix > 0 then body:insert(pandoc.Div(appendix, { id = 'quarto-appendix' })) end
  return body
end

-- ---------------------------------------------------------------- the document

local MONTHS = { 'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August',
  'September', 'October', 'November', 'December' }

local function written_date(meta)
  local year, month, day = stringify(meta.date or ''):match('^(%d%d%d%d)%-(%d%d)%-(%d%d)$')
  if year and MONTHS[tonumber(month)] then
    meta.date = pandoc.Inlines {
      pandoc.Str(tonumber(day) .. NBSP .. MONTHS[tonumber(month)] .. NBSP .. year) }
  end
  return meta
end

function Pandoc(document)
  read_variables()
  document = document:walk(put)
  document.meta = written_date(document.meta)
  -- A callout's heading is its title and has no number, so callouts come first.
  local blocks = document.blocks:walk {
    traverse = 'topdown',
    Div = function(div)
      if kind_of(div.identifier) then return nil end
      return divisions(div)
    end,
  }
  blocks = number_headings(blocks)
  blocks = blocks:walk {
    traverse = 'topdown',
    Div = function(div)
      if kind_of(div.identifier) then return float_of_div(div) end
    end,
    Table = float_of_table,
    Figure = float_of_figure,
  }
  blocks = blocks:walk { Cite = references, Image = picture, Table = is_typst and plain_table or nil }
  if is_html then blocks = appendix_last(blocks) end
  if #problems > 0 then
    io.stderr:write('[ERROR] ' .. table.concat(problems, '\n[ERROR] ') .. '\n')
    os.exit(83)
  end
  return pandoc.Pandoc(blocks, document.meta)
end
